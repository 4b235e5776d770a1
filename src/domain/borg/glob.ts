/**
 * The two shell-like styles of Borg's patterns (`borg help patterns`): in `fm:` a star crosses slashes, in `sh:` it does not.
 */
export type GlobStyle = 'fm' | 'sh'

/** Which characters a step takes. */
type Accepts = (character: string) => boolean

/**
 * One step of a glob. `repeat` takes any number of characters; `folders` any number of whole names, each with its slash,
 * and is followed by `name`, the state within such a name.
 */
type Step = { kind: 'one' | 'repeat'; accepts: Accepts } | { kind: 'folders' | 'name' }

/** A glob that is good to match with. */
export type Glob = readonly Step[]

/** A glob that Borg cannot read: it would crash on it. */
export class GlobError extends Error {
  override name = 'GlobError'
}

/** Reads a glob as Borg 1.2 and 1.4 do. @throws GlobError for `[z-a]` in style `sh` */
export function parseGlob(text: string, style: GlobStyle): Glob {
  const characters = Array.from(text)
  const steps: Step[] = []
  const noSlash: Accepts = character => character !== '/'
  const wildcard = style === 'fm' ? () => true : noSlash
  for (let index = 0; index < characters.length; ) {
    const character = characters[index]!
    const end = character === '[' ? endOfClass(characters, index) : -1
    if (end > 0) {
      steps.push({ kind: 'one', accepts: readClass(characters.slice(index + 1, end), style) })
      index = end + 1
    } else if (style === 'sh' && characters.slice(index, index + 3).join('') === '**/') {
      steps.push({ kind: 'folders' }, { kind: 'name' })
      index += 3
    } else {
      if (character === '*') steps.push({ kind: 'repeat', accepts: wildcard })
      else if (character === '?') steps.push({ kind: 'one', accepts: wildcard })
      else steps.push({ kind: 'one', accepts: other => other === character })
      index += 1
    }
  }
  return steps
}

/** Where the class that begins here ends; -1 when the bracket is only a bracket. One right at the start is a member. */
function endOfClass(characters: readonly string[], start: number): number {
  let index = start + 1
  if (characters[index] === '!') index += 1
  if (characters[index] === ']') index += 1
  return characters.indexOf(']', index)
}

function readClass(members: readonly string[], style: GlobStyle): Accepts {
  const negated = members[0] === '!'
  const ranges: [from: number, to: number][] = []
  for (let index = negated ? 1 : 0; index < members.length; ) {
    const isRange = members[index + 1] === '-' && index + 2 < members.length
    const from = members[index]!.codePointAt(0)!
    const to = isRange ? members[index + 2]!.codePointAt(0)! : from
    // One that runs backwards holds nothing in `fm:`, and is an error in `sh:`.
    if (from > to && style === 'sh') throw new GlobError('A range of characters runs backwards.')
    ranges.push([from, to])
    index += isRange ? 3 : 1
  }
  return character => {
    const code = character.codePointAt(0)!
    return ranges.some(([from, to]) => code >= from && code <= to) !== negated
  }
}

/**
 * Does a glob match the whole text? Follows all readings at once instead of trying one after the other, so that the time
 * is at most the product of both lengths, whatever stands in them.
 */
export function matchesGlob(glob: Glob, text: string): boolean {
  /** In which round a state was added last: no state is followed twice. */
  const addedIn = new Int32Array(glob.length + 1)
  let round = 1
  let states: number[] = []
  const add = (state: number, into: number[]) => {
    for (let at = state; addedIn[at] !== round; ) {
      addedIn[at] = round
      into.push(at)
      const kind = glob[at]?.kind
      // What may be empty is passed over as well.
      if (kind === 'repeat') at += 1
      else if (kind === 'folders') at += 2
    }
  }
  add(0, states)
  for (const character of text) {
    round += 1
    const next: number[] = []
    for (const state of states) {
      const step = glob[state]
      if (step === undefined) continue
      if (step.kind === 'one') {
        if (step.accepts(character)) add(state + 1, next)
      } else if (step.kind === 'repeat') {
        if (step.accepts(character)) add(state, next)
      } else {
        const folders = step.kind === 'folders' ? state : state - 1
        add(character === '/' ? folders : folders + 1, next)
      }
    }
    if (next.length === 0) return false
    states = next
  }
  return states.includes(glob.length)
}
