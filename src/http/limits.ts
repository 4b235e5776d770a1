import { GraphQLError, type SelectionSetNode, type ValidationRule } from 'graphql'
import { limits } from '../schema/builder.ts'

/** More aliases in one document than any ordinary client needs. */
const mostAliases = 200

/** Refuses documents that nest too deeply, before anything runs. */
export const limitDepth: ValidationRule = context => {
  // Each fragment is measured once: fragments that spread each other twice would take for ever.
  const known = new Map<string, number>()
  const depthOfFragment = (name: string): number => {
    const before = known.get(name)
    if (before !== undefined) return before
    // For one that spreads itself, which another rule refuses.
    known.set(name, 0)
    const depth = depthOf(context.getFragment(name)?.selectionSet)
    known.set(name, depth)
    return depth
  }
  const depthOf = (set: SelectionSetNode | undefined): number => {
    let deepest = 0
    for (const selection of set?.selections ?? []) {
      // The introspection query of tools is deep by nature, and bounded by a rule of its own.
      if (selection.kind === 'Field' && selection.name.value.startsWith('__')) continue
      const depth =
        selection.kind === 'FragmentSpread'
          ? depthOfFragment(selection.name.value)
          : depthOf(selection.selectionSet) + (selection.kind === 'Field' ? 1 : 0)
      deepest = Math.max(deepest, depth)
    }
    return deepest
  }
  return {
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet)
      if (depth > limits.depth)
        context.reportError(
          new GraphQLError(`The operation is ${depth} levels deep; at most ${limits.depth} are allowed.`, {
            nodes: operation,
          }),
        )
    },
  }
}

/** Refuses documents that ask for the same thing again and again under other names. */
export const limitAliases: ValidationRule = context => {
  let aliases = 0
  return {
    Field(field) {
      if (!field.alias) return
      aliases += 1
      if (aliases === mostAliases + 1)
        context.reportError(new GraphQLError(`At most ${mostAliases} aliases are allowed.`, { nodes: field }))
    },
  }
}
