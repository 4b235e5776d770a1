/** The thread of `estimate.ts`: adds up sizes, says one number, and is gone. */
import { constants, getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { EstimateOrder } from './estimate.ts'
import { excludeMatcher } from './exclude-matcher.ts'
import { sourceSize } from './source-size.ts'

const { sources, excludes, signs } = workerData as EstimateOrder
const { PRIORITY_BELOW_NORMAL: modest } = constants.priority
// Linux counts niceness by thread: the server and Borg go first. Nobody may become less modest than the server is.
if (process.platform === 'linux' && getPriority(0) < modest) setPriority(0, modest)
parentPort!.postMessage(sourceSize(sources, excludeMatcher(excludes), () => Atomics.add(signs, 0, 1)))
