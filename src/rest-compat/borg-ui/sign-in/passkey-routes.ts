import { z } from 'zod'
import { type ErrorRule, refuse } from '../protocol/problem.ts'
import { type Route, route } from '../protocol/route.ts'

const tag = 'Passkeys'

const unavailable: ErrorRule = { status: 503, key: 'auth.passkeysUnavailable' }
const notFound: ErrorRule = { status: 404, key: 'auth.passkeyNotFound' }

const list = route({
  method: 'get',
  path: '/api/auth/passkeys',
  tag,
  summary: 'The passkeys of the caller: none, because they are not offered',
  access: 'signed-in',
  success: { status: 200, description: 'An empty list', answer: z.array(z.never()) },
  handle: async () => [],
})

const remove = route({
  method: 'delete',
  path: '/api/auth/passkeys/{passkey_id}',
  tag,
  summary: 'There is none to delete',
  access: 'signed-in',
  success: { status: 204, description: 'Never' },
  refusals: [notFound],
  handle: async () => {
    throw refuse(notFound)
  },
})

/** A step of a ceremony that a server without passkeys refuses (contract borg-ui, 2.9). */
const refused = (path: `/api/${string}`, access: 'public' | 'signed-in'): Route =>
  route({
    method: 'post',
    path,
    tag,
    summary: 'Not offered',
    access,
    success: { status: 200, description: 'Never' },
    refusals: [unavailable],
    handle: async () => {
      throw refuse(unavailable)
    },
  })

/** Passkeys are not offered: a client is told so in the words that it knows. */
export const passkeyRoutes = [
  list,
  remove,
  refused('/api/auth/passkeys/register/options', 'signed-in'),
  refused('/api/auth/passkeys/register/verify', 'signed-in'),
  refused('/api/auth/passkeys/authenticate/options', 'public'),
  refused('/api/auth/passkeys/authenticate/verify', 'public'),
]
