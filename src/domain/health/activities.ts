/** How many activities are remembered at once; more are done without being remembered. */
const places = 64
/** Bytes of one place: when it began, how long its words are, and its words. */
const placeBytes = 128
const wordsBytes = placeBytes - 16

/**
 * What this process is doing, in memory that another thread can read while this one is stuck. 8 KB, shared by the whole process:
 * a thread that is told of things by messages hears nothing of the very thing that holds the loop.
 */
export const activityMemory = new SharedArrayBuffer(places * placeBytes)

const encoder = new TextEncoder()
const begins = new BigInt64Array(activityMemory)
const free = Array.from({ length: places }, (_nothing, place) => place)

/** Notes that something begins, such as `query Jobs`; to be disposed of when it is over. Never put a secret into the words. */
export function beginActivity(words: string): Disposable {
  const place = free.pop()
  if (place === undefined) return { [Symbol.dispose]: () => {} }
  const start = place * placeBytes
  // A view of shared memory takes no text directly.
  const bytes = encoder.encode(words).subarray(0, wordsBytes)
  new Uint8Array(activityMemory, start + 16, wordsBytes).set(bytes)
  Atomics.store(begins, start / 8 + 1, BigInt(bytes.length))
  Atomics.store(begins, start / 8, process.hrtime.bigint())
  return {
    [Symbol.dispose]: () => {
      Atomics.store(begins, start / 8, 0n)
      free.push(place)
    },
  }
}

/** What is going on in the process whose memory this is: the words, and for how long, in milliseconds; the latest first. */
export function readActivities(memory: SharedArrayBuffer): { what: string; ms: number }[] {
  const now = process.hrtime.bigint()
  const numbers = new BigInt64Array(memory)
  const found: { what: string; ms: number }[] = []
  for (let start = 0; start < memory.byteLength; start += placeBytes) {
    const begin = Atomics.load(numbers, start / 8)
    if (begin === 0n) continue
    const length = Number(Atomics.load(numbers, start / 8 + 1))
    const what = Buffer.from(new Uint8Array(memory, start + 16, length)).toString()
    found.push({ what, ms: Math.round(Number(now - begin) / 1e6) })
  }
  return found.sort((one, other) => one.ms - other.ms)
}
