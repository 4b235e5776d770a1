import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql'

/** What the Relay plugin makes by itself, in words. */
const fields: Record<string, string> = {
  id: 'Global id.',
  edges: 'The page, in order.',
  pageInfo: 'Is there more?',
  cursor: 'Give it as `after` or `before` to go on from here.',
  node: 'The object.',
  hasNextPage: 'Is there more after this page?',
  hasPreviousPage: 'Is there more before this page?',
  startCursor: 'Cursor of the first object of the page.',
  endCursor: 'Cursor of the last object of the page.',
}
const args: Record<string, string> = {
  id: 'Global id.',
  ids: 'Global ids.',
  first: 'Page size from the start, 1 to 100; 20 when neither it nor `last` is given.',
  last: 'Page size from the end, 1 to 100.',
  after: 'Only what comes after this cursor.',
  before: 'Only what comes before this cursor.',
}
const types: Record<string, string> = {
  Node: 'Everything that has a global id.',
  PageInfo: 'Where a page lies in its list.',
}

/** Adds the descriptions that the Relay plugin leaves out. Descriptions written by us stay. */
export function describeRelay(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue
    type.description ??= types[type.name]
    for (const field of Object.values(type.getFields())) {
      field.description ??= fields[field.name]
      for (const arg of field.args) arg.description ??= args[arg.name]
    }
  }
  return schema
}
