import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { complexityFromQuery } from '@pothos/plugin-complexity'
import {
  type GraphQLField,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLNullableInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
  type NamedTypeNode,
  parse,
  typeFromAST,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { generate } from '../../codegen.ts'
import { limits } from '../../src/schema/builder.ts'
import { schema } from '../../src/schema/index.ts'
import * as contract from './contract.ts'

const own = Object.values(schema.getTypeMap()).filter(type => !type.name.startsWith('__'))
const builtIn = new Set(['String', 'Int', 'Float', 'Boolean', 'ID'])

const fieldsOf = (type: GraphQLNamedType): GraphQLField<unknown, unknown>[] =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []

it('is what is committed, with everything that is derived from it', async () => {
  const files = await generate()
  expect([...files.keys()].map(file => relative(process.cwd(), file))).toEqual(
    expect.arrayContaining(['schema.graphql', 'src/rest-compat/generated/borg-ui/borg-ui.ts']),
  )
  for (const [file, content] of files)
    expect(readFileSync(file, 'utf8') === content, `${file} is current (npm run codegen)`).toBe(true)
})

it('describes every type, field, argument, enum value and input field', () => {
  const silent = own
    .filter(type => !builtIn.has(type.name))
    .flatMap(type => [
      [type.name, type.description],
      ...fieldsOf(type).flatMap(field => [
        [`${type.name}.${field.name}`, field.description],
        ...field.args.map(arg => [`${type.name}.${field.name}(${arg.name})`, arg.description]),
      ]),
      ...(isEnumType(type) ? type.getValues() : []).map(value => [
        `${type.name}.${value.name}`,
        value.description,
      ]),
      ...(isInputObjectType(type) ? Object.values(type.getFields()) : []).map(field => [
        `${type.name}.${field.name}`,
        field.description,
      ]),
    ])
    .filter(([, description]) => !description?.trim())
    .map(([name]) => name)
  expect(silent).toEqual([])
})

it('spells enum values, inputs and payloads as agreed', () => {
  for (const type of own) {
    if (isEnumType(type))
      for (const { name } of type.getValues()) expect(name, type.name).toMatch(/^[A-Z][A-Z0-9_]*$/)
    if (isInputObjectType(type)) expect(type.name).toMatch(/Input$/)
  }
})

describe('every mutation', () => {
  it.each(Object.values(schema.getMutationType()!.getFields()).map(field => [field.name, field] as const))(
    '%s takes one input and answers with its payload',
    (name, field) => {
      const pascal = name[0]!.toUpperCase() + name.slice(1)
      expect(String(field.type)).toBe(`${pascal}Payload!`)
      // Those that are about the caller and nothing else need none.
      if (contract.withoutInput.includes(name)) expect(field.args).toEqual([])
      else expect(field.args.map(arg => `${arg.name}: ${arg.type}`)).toEqual([`input: ${pascal}Input!`])
    },
  )
})

it('has a Relay connection wherever a list can grow', () => {
  const connections = own.flatMap(type =>
    fieldsOf(type)
      .filter(field => getNamedType(field.type).name.endsWith('Connection'))
      .map(field => ({ place: `${type.name}.${field.name}`, field })),
  )
  expect(connections.map(({ place }) => place).sort()).toEqual(contract.connections.toSorted())
  for (const { place, field } of connections) {
    const args = field.args.map(arg => `${arg.name}: ${arg.type}`)
    expect(args, place).toEqual(
      expect.arrayContaining(['first: Int', 'after: String', 'last: Int', 'before: String']),
    )
    const connection = getNamedType(field.type)
    const shape = Object.fromEntries(fieldsOf(connection).map(({ name, type }) => [name, String(type)]))
    const edge = connection.name.replace(/Connection$/, 'Edge')
    expect(shape, place).toEqual({ edges: `[${edge}!]!`, pageInfo: 'PageInfo!' })
    expect(
      fieldsOf(schema.getType(edge)!).map(({ name }) => name),
      place,
    ).toEqual(['cursor', 'node'])
  }
  expect(
    fieldsOf(schema.getType('PageInfo')!)
      .map(({ name, type }) => `${name}: ${type}`)
      .sort(),
  ).toEqual([
    'endCursor: String',
    'hasNextPage: Boolean!',
    'hasPreviousPage: Boolean!',
    'startCursor: String',
  ])
})

it('returns other lists only where they are short by nature', () => {
  const lists = own.flatMap(type =>
    fieldsOf(type)
      .filter(({ type: output }) => isListType(getNullableType(output)) && !type.name.endsWith('Connection'))
      .map(field => `${type.name}.${field.name}`),
  )
  expect(lists.sort()).toEqual(contract.shortLists.toSorted())
})

describe('the public contract (API.md)', () => {
  it.each(Object.entries(contract.enums))('enum %s', (name, values) => {
    const type = schema.getType(name)
    if (!isEnumType(type)) throw new Error(`${name} is missing`)
    expect(type.getValues().map(value => value.name)).toEqual(expect.arrayContaining(values.split(' ')))
    if (!contract.openEnums.includes(name)) expect(type.getValues()).toHaveLength(values.split(' ').length)
  })

  it.each(Object.entries(contract.fields))('type %s', (name, expected) => {
    const found = fieldsOf(schema.getType(name)!)
    for (const line of expected) {
      const [, fieldName, args, type] = /^(\w+)(?:\((.*)\))?: (.+)$/.exec(line)!
      const field = found.find(candidate => candidate.name === fieldName)
      expect(field && String(field.type), `${name}.${fieldName}`).toBe(type)
      for (const arg of args?.split(', ') ?? []) {
        const given = field!.args.map(({ name: argName, type: argType, defaultValue }) =>
          defaultValue === undefined ? `${argName}: ${argType}` : `${argName}: ${argType} = ${defaultValue}`,
        )
        expect(given, `${name}.${fieldName}`).toContain(arg)
      }
    }
  })

  it.each(Object.entries(contract.implementations))('%s implements %s', (name, interfaces) => {
    const type = schema.getType(name)
    if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`${name} is missing`)
    expect(type.getInterfaces().map(String).sort()).toEqual(interfaces)
  })

  it.each(Object.entries(contract.inputs))('input %s', (name, expected) => {
    const type = schema.getType(name)
    if (!isInputObjectType(type)) throw new Error(`${name} is missing`)
    const fields = type.getFields()
    expect(Object.keys(fields)).toEqual(
      expect.arrayContaining(expected.split(' ').map(word => word.replace('!', ''))),
    )
    for (const word of expected.split(' ')) {
      const field = fields[word.replace('!', '')]!
      const needed = isNonNullType(field.type) && field.defaultValue === undefined
      expect(needed, `${name}.${word}`).toBe(word.endsWith('!'))
    }
  })

  it('has one way only to name a repository at a time', () => {
    const type = schema.getType('RepositoryByInput')
    expect(isInputObjectType(type) && type.isOneOf).toBe(true)
  })
})

it('charges the documents of both REST faces less than the limit, with the largest pages that they ask for', () => {
  const folder = join(import.meta.dirname, '../../src/rest-compat')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.graphql'),
  )
  const document = parse(files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n'))
  const operations = document.definitions.filter(definition => definition.kind === 'OperationDefinition')
  expect(operations.length).toBeGreaterThan(100)
  const costs = operations.map(operation => {
    const others = document.definitions.filter(({ kind }) => kind !== 'OperationDefinition')
    const variables = Object.fromEntries(
      (operation.variableDefinitions ?? []).map(({ type, variable: { name } }) => [
        name.value,
        someValue(typeFromAST(schema, type as NamedTypeNode) as GraphQLInputType),
      ]),
    )
    const query = { ...document, definitions: [operation, ...others] }
    return { name: operation.name!.value, ...complexityFromQuery(query, { schema, variables }) }
  })
  expect(costs.filter(({ complexity }) => complexity > limits.complexity / 2)).toEqual([])
})

/** A value that is valid; whole numbers are as large as a page may be. */
function someValue(type: GraphQLInputType): unknown {
  if (!isNonNullType(type)) return getNullableType(type) === GraphQLInt ? 100 : null
  const of = getNullableType(type)
  if (isListType(of)) return []
  if (isEnumType(of)) return of.getValues()[0]!.name
  if (isInputObjectType(of))
    return Object.fromEntries(
      Object.values(of.getFields())
        .slice(0, of.isOneOf ? 1 : undefined)
        .flatMap(field =>
          of.isOneOf
            ? [
                [
                  field.name,
                  someValue(new GraphQLNonNull(getNullableType(field.type) as GraphQLNullableInputType)),
                ],
              ]
            : isRequiredInputField(field)
              ? [[field.name, someValue(field.type)]]
              : [],
        ),
    )
  return { Int: 100, Boolean: true, DateTime: '2026-01-01T00:00:00Z', ByteSize: 1 }[of.name] ?? 'x'
}
