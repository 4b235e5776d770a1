/**
 * How deep a body may nest. What checks and prints it goes down by calling itself, and a text of a few thousand brackets
 * would use its stack up. No route takes more than five levels.
 */
export const maxNesting = 100

/** Does a body nest deeper than {@link maxNesting}? */
export const isNestedTooDeep = (value: unknown, levels = maxNesting): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(inner => isNestedTooDeep(inner, levels - 1)))
