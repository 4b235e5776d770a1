import { z } from 'zod'
import type { Run } from '../../execute.ts'
import {
  type AccountTokenFragment,
  AccountTokensDocument,
  CreateAccountTokenDocument,
  RevokeAccountTokenDocument,
} from '../../generated/borg-ui/borg-ui.ts'
import { globalId } from '../../global-ids.ts'
import { type ErrorRule, notAuthenticated, refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { laxInt } from '../values/lax.ts'
import { tokenOf, tokenShape } from './account-shapes.ts'

const tag = 'Account tokens'

const list = route({
  method: 'get',
  path: '/api/settings/tokens',
  tag,
  summary: 'The tokens of the caller',
  access: 'signed-in',
  success: { status: 200, description: 'Without their secrets', answer: z.array(tokenShape) },
  handle: async ({ run }) => (await collectTokens(run)).map(tokenOf),
})

async function collectTokens(run: Run): Promise<AccountTokenFragment[]> {
  const found: AccountTokenFragment[] = []
  let after: string | null = null
  for (;;) {
    const { viewer }: { viewer: { apiKeys: Page } | null } = await run(AccountTokensDocument, { after })
    if (!viewer) throw notAuthenticated()
    found.push(...viewer.apiKeys.edges.map(edge => edge.node))
    if (!viewer.apiKeys.pageInfo.hasNextPage) return found
    after = viewer.apiKeys.pageInfo.endCursor
  }
}

interface Page {
  edges: readonly { node: AccountTokenFragment }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

const nameRequired: ErrorRule = { status: 422, key: 'tokens.nameRequired' }

const create = route({
  method: 'post',
  path: '/api/settings/tokens',
  tag,
  summary: 'A token with all rights of the caller; it is shown only here',
  access: 'signed-in',
  body: { kind: 'json', schema: z.object({ name: z.string() }) },
  success: {
    status: 201,
    description: 'The token',
    answer: tokenShape.omit({ last_used_at: true }).extend({ token: z.string() }),
  },
  refusals: [nameRequired],
  async handle({ body, run }) {
    if (body.name.trim() === '') throw refuse(nameRequired)
    const { apiKey, secret } = (await run(CreateAccountTokenDocument, { name: body.name })).createApiKey
    const { last_used_at: _never, ...token } = tokenOf(apiKey)
    return { ...token, token: secret }
  },
})

const revoke = route({
  method: 'delete',
  path: '/api/settings/tokens/{token_id}',
  tag,
  summary: 'Make a token useless at once',
  access: 'signed-in',
  params: z.object({ token_id: laxInt() }),
  success: { status: 204, description: 'Revoked' },
  errors: { NOT_FOUND: { status: 404, key: 'tokens.notFound' } },
  async handle({ params, run }) {
    await run(RevokeAccountTokenDocument, { id: globalId('ApiKey', params.token_id) })
  },
})

/** Personal access tokens. */
export const tokenRoutes = [list, create, revoke]
