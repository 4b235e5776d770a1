import { GraphQLError, type SelectionSetNode, type ValidationRule } from 'graphql'
import { limits } from '../schema/builder.ts'

/** More aliases in one document than any ordinary client needs. */
const mostAliases = 200

/** Refuses documents that nest too deeply, before anything runs. Fragments are followed once each. */
export const limitDepth: ValidationRule = context => {
  const depthOf = (set: SelectionSetNode | undefined, seen: ReadonlySet<string>): number => {
    let deepest = 0
    for (const selection of set?.selections ?? []) {
      // The introspection query of tools is deep by nature, and bounded by the schema itself.
      if (selection.kind === 'Field' && selection.name.value.startsWith('__')) continue
      if (selection.kind === 'FragmentSpread') {
        const name = selection.name.value
        const fragment = context.getFragment(name)
        if (fragment && !seen.has(name))
          deepest = Math.max(deepest, depthOf(fragment.selectionSet, new Set([...seen, name])))
      } else {
        const own = selection.kind === 'Field' ? 1 : 0
        deepest = Math.max(deepest, own + depthOf(selection.selectionSet, seen))
      }
    }
    return deepest
  }
  return {
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet, new Set())
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
