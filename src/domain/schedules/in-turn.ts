import { setImmediate as nextTurn } from 'node:timers/promises'

let last: Promise<unknown> = Promise.resolve()

/**
 * Does a piece of work that takes milliseconds when everything else had its turn: of many that are asked for at once, one
 * after the other, and the event loop is never held for longer than by one.
 */
export function inTurn<Result>(work: () => Result): Promise<Result> {
  const result = last.then(() => nextTurn()).then(work)
  last = result.catch(() => {})
  return result
}
