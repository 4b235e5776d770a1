import { matchesGlob } from '../../domain/borg/glob.ts'
import { type Pattern, parsePattern, readExpression } from '../../domain/borg/patterns.ts'

type Test = (path: string) => boolean

/**
 * Does Borg leave out a path? It matches paths without their leading slash, and does not enter what it leaves out. Only
 * `re:` can take long: it runs as a JavaScript expression, and so only in a thread that can be ended.
 */
export function excludeMatcher(patterns: readonly string[]): Test {
  const tests = patterns.flatMap(pattern => testOf(pattern) ?? [])
  return path => {
    const relative = path.replace(/^\/+/, '')
    return tests.some(matches => matches(relative))
  }
}

/** Null for a pattern that is none here. */
function testOf(text: string): Test | null {
  try {
    return toTest(parsePattern(text))
  } catch {
    return null
  }
}

function toTest(pattern: Pattern): Test {
  switch (pattern.style) {
    case 'pf':
      return path => path === pattern.path
    case 'pp':
      return path => `${path}/`.startsWith(pattern.path)
    case 're': {
      const expression = readExpression(pattern.expression)
      return path => expression.test(path)
    }
    default:
      return path => matchesGlob(pattern.glob, `${path}/`)
  }
}
