/** The thread of `estimate.ts`: adds up sizes, says one number, and is gone. */
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { EstimateOrder } from './estimate.ts'
import { excludeMatcher } from './exclude-matcher.ts'
import { sourceSize } from './source-size.ts'

const { sources, excludes, signs } = workerData as EstimateOrder
// Linux counts niceness by thread: the server and Borg go first.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)
parentPort!.postMessage(sourceSize(sources, excludeMatcher(excludes), () => Atomics.add(signs, 0, 1)))
