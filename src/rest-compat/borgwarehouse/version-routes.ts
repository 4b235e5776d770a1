import { enveloped } from './answer.ts'
import type { Call, Route } from './route.ts'

/** Clients ask which routes there are, not who serves them: these are the versions whose routes they are. */
const versions = { '/api/version': '2.4.4', '/api/v1/version': '3.6.0' } as const

const route = (path: keyof typeof versions): Route => ({
  path,
  methods: ['GET'],
  async handle({ method }: Call) {
    if (method !== 'GET') throw enveloped(405, 'Method Not Allowed')
    return { version: versions[path] }
  },
})

export const versionRoutes: readonly Route[] = [route('/api/version'), route('/api/v1/version')]
