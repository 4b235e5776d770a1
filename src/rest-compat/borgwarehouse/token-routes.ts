import { enveloped, messaged, Refusal } from './answer.ts'
import { fieldsOf } from './body.ts'
import { requireMethod, requireSession, translate } from './checks.ts'
import { keyName, listKeys, makeKey, readPermissions, removeKey } from './keys.ts'
import type { Call, Route } from './route.ts'

/** What older routes say to those who have not signed in. */
export const notLoggedIn = () => messaged(401, 'You must be logged in.')
/** What they say to other methods. */
export const badRequest = () => messaged(405, 'Bad request on API')
/** What they say when all went well. */
export const sent = { message: 'Successful API send' }

const isTruthy = (value: unknown) => value !== undefined && value !== null && value !== ''

/** Keys belong to people: a key makes no keys. */
const tokenManager: Route = {
  path: '/api/v1/integration/token-manager',
  methods: ['GET', 'POST', 'DELETE'],
  async handle(call) {
    const run = call.as(await requireSession(call))
    requireMethod(call, 'GET', 'POST', 'DELETE')
    const { name, permissions } = fieldsOf(call.body)
    if (call.method === 'GET') return (await listKeys(run)).map(({ expiration: _, ...key }) => key)
    if (call.method === 'DELETE') {
      if (!isTruthy(name)) throw enveloped(400, 'Missing token name')
      if (!(await removeKey(run, String(name)))) throw enveloped(400, 'Token name not found')
      return { status: 200, message: 'Token deleted' }
    }
    if (!isTruthy(name) || !isTruthy(permissions)) throw enveloped(400, 'Missing required fields')
    const read = readPermissions(permissions)
    // A key that can do nothing is of no use: the old web interface did not make it either.
    if (!read || !Object.values(read).includes(true)) throw enveloped(400, 'Invalid permissions')
    if (typeof name !== 'string' || !keyName.test(name)) throw enveloped(400, 'Your token name is not valid')
    const token = await translate(makeKey(run, { name, permissions: read, secret: null, expiration: null }), {
      NAME_TAKEN: () => enveloped(400, 'Token name already exists'),
    })
    return { token }
  },
}

/** The older web interface makes the token itself. */
const legacyTokenManager: Route = {
  path: '/api/account/tokenManager',
  methods: ['GET', 'POST', 'DELETE'],
  async handle(call) {
    const run = call.as(await requireSession(call, notLoggedIn()))
    if (call.method === 'GET') return listKeys(run)
    if (call.method === 'POST') return makeLegacyKey(call)
    if (call.method !== 'DELETE') throw badRequest()
    const { name } = fieldsOf(call.body)
    if (!isTruthy(name)) throw messaged(400, 'A field is missing.')
    if (!(await removeKey(run, String(name)))) throw messaged(400, 'Token not found.')
    return sent
  },
}

async function makeLegacyKey(call: Call): Promise<object> {
  const run = call.as(await requireSession(call, notLoggedIn()))
  const { name, token, creation, expiration, permissions } = fieldsOf(call.body)
  if (![name, token, creation, permissions].every(isTruthy)) throw messaged(400, 'A field is missing.')
  if (typeof name !== 'string' || !keyName.test(name)) throw messaged(400, 'Your token name is not valid')
  const read = readPermissions(permissions)
  const isDate =
    expiration == null || (Number.isSafeInteger(expiration) && (expiration as number) < 253_402_300_800)
  if (!read || !Object.values(read).includes(true) || typeof token !== 'string' || !isDate)
    throw messaged(400, 'A field is missing.')
  await translate(
    makeKey(run, {
      name,
      permissions: read,
      secret: token,
      expiration: (expiration ?? null) as number | null,
    }),
    {
      NAME_TAKEN: () => messaged(400, 'A token with this name already exists.'),
      // Somebody could guess what is no random number.
      INVALID_INPUT: ({ fields }) => new Refusal(400, { message: Object.values(fields).join(' ') }),
    },
  )
  return sent
}

export const tokenRoutes: readonly Route[] = [tokenManager, legacyTokenManager]
