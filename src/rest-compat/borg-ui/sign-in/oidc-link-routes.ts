import { z } from 'zod'
import { BeginOidcLinkDocument, UnlinkOidcDocument } from '../../generated/borg-ui/oidc.ts'
import type { ErrorTable } from '../protocol/error-table.ts'
import { type Call, Redirect, type Route, route } from '../protocol/route.ts'
import { keepTransaction, notConfigured } from './oidc-routes.ts'

const tag = 'OpenID Connect'

const linkErrors: ErrorTable = {
  NOT_FOUND: notConfigured,
  'CONFLICT:OIDC_ALREADY_LINKED': { status: 400, key: 'auth.oidcAlreadyLinked' },
}

async function begin(call: Call, returnTo: string | null | undefined): Promise<string> {
  const input = { returnTo, baseUrl: call.baseUrl }
  const { beginOidcLink } = await call.run(BeginOidcLinkDocument, { input })
  keepTransaction(call, beginOidcLink)
  return beginOidcLink.authorizationUrl
}

const linkByBrowser = route({
  method: 'get',
  path: '/api/auth/oidc/link',
  tag,
  summary: 'Send the caller’s browser to the provider, to connect the account',
  access: 'signed-in',
  query: z.object({ return_to: z.string().optional() }),
  success: { status: 302, description: 'To the provider' },
  errors: linkErrors,
  handle: async call => new Redirect(await begin(call, call.query.return_to)),
})

const linkByScript = route({
  method: 'post',
  path: '/api/auth/oidc/link',
  tag,
  summary: 'Where the caller’s browser has to go to connect the account',
  access: 'signed-in',
  query: z.object({ return_to: z.string().optional() }),
  body: { kind: 'json', schema: z.object({ return_to: z.string().nullish() }).optional() },
  success: {
    status: 200,
    description: 'A page of the provider',
    answer: z.strictObject({ authorization_url: z.string() }),
  },
  errors: linkErrors,
  handle: async call => ({
    authorization_url: await begin(call, call.body?.return_to ?? call.query.return_to),
  }),
})

const unlink = (method: 'delete' | 'post', path: `/api/${string}`): Route =>
  route({
    method,
    path,
    tag,
    summary: 'Disconnect the caller’s account from its identity',
    access: 'signed-in',
    success: {
      status: 200,
      description: 'Disconnected',
      answer: z.strictObject({ message: z.literal('backend.success.auth.oidcUnlinked') }),
    },
    errors: {
      'CONFLICT:OIDC_NOT_LINKED': { status: 400, key: 'auth.oidcNotLinked' },
      'CONFLICT:NO_LOCAL_PASSWORD': { status: 400, key: 'auth.localPasswordRequired' },
      'CONFLICT:LOCAL_LOGIN_DISABLED': { status: 400, key: 'auth.oidcCannotUnlinkWhenLocalAuthDisabled' },
    },
    async handle({ run }) {
      await run(UnlinkOidcDocument, {})
      return { message: 'backend.success.auth.oidcUnlinked' as const }
    },
  })

/** Connecting an account with an identity of the provider. */
export const oidcLinkRoutes = [
  linkByBrowser,
  linkByScript,
  unlink('delete', '/api/auth/oidc/link'),
  unlink('post', '/api/auth/oidc/unlink'),
]
