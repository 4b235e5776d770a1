import { GraphQLError, Lexer, type Source, TokenKind } from 'graphql'

/**
 * How deep documents and JSON may nest. What reads them goes down by calling itself, and a text of a few thousand brackets
 * would use its stack up. No input of ours is deeper than ten.
 */
export const maxNesting = 100

/** Does JSON nest deeper than {@link maxNesting}? */
export const isNestedTooDeep = (value: unknown, levels = maxNesting): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(inner => isNestedTooDeep(inner, levels - 1)))

const opening = new Set<string>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const closing = new Set<string>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

/** Refuses a document that nests deeper than {@link maxNesting}, before it is parsed. @throws GraphQLError */
export function requireShallow(source: Source): void {
  const lexer = new Lexer(source)
  let levels = 0
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (opening.has(token.kind)) levels += 1
    else if (closing.has(token.kind)) levels -= 1
    if (levels > maxNesting)
      throw new GraphQLError(`Syntax Error: Brackets nest deeper than ${maxNesting}.`, {
        source,
        positions: [token.start],
      })
  }
}
