import { once } from 'node:events'
import { join } from 'node:path'
import { root, startNode } from './processes.ts'

/** Who follows what, without reading it. */
export interface CrowdOrder {
  url: string
  token: string
  query: string
  variables: object
  count: number
}

/** Followers in a process of their own that read nothing. */
export interface Crowd extends AsyncDisposable {
  /** How many have asked for the log, and how many connections are over. A connection that is not read may be over unnoticed. */
  report(): Promise<{ following: number; closed: number }>
}

/** Begins to open them all at once. */
export function startCrowd(order: CrowdOrder): Crowd {
  const child = startNode([join(root, 'bench/processes/crowd.ts')], {}, true)
  child.process.send(order)
  return {
    async report() {
      child.process.send('report')
      return (await Promise.race([once(child.process, 'message'), child.ended]))[0]
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
