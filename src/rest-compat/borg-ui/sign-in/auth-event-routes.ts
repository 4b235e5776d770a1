import { z } from 'zod'
import type { Run } from '../../execute.ts'
import { type AuthEventItemFragment, AuthEventsDocument } from '../../generated/borg-ui/second-factor.ts'
import { route } from '../protocol/route.ts'
import { naiveDateText } from '../protocol/text-formats.ts'
import { laxInt } from '../values/lax.ts'

const eventShape = z.strictObject({
  id: z.int(),
  event_type: z.string(),
  auth_source: z.enum(['local', 'oidc', 'proxy']),
  username: z.string().nullable(),
  email: z.string().nullable(),
  success: z.boolean(),
  detail: z.string().nullable(),
  actor_user_id: z.int().nullable(),
  created_at: z.string().meta({ description: 'UTC, without an offset' }),
})

const eventOf = (event: AuthEventItemFragment): z.output<typeof eventShape> => ({
  id: event.databaseId,
  event_type: event.type.toLowerCase(),
  auth_source: event.authSource.toLowerCase() as 'local' | 'oidc' | 'proxy',
  username: event.username,
  email: event.email,
  success: event.succeeded,
  detail: event.detail,
  actor_user_id: event.actorDatabaseId,
  created_at: naiveDateText(event.createdAt),
})

const list = route({
  method: 'get',
  path: '/api/auth/events',
  tag: 'Session',
  summary: 'Sign-ins and changes of how users sign in, newest first',
  access: 'admin',
  roleRefusal: { status: 403, key: 'auth.notEnoughPermissions' },
  query: z.object({ limit: laxInt().default(50) }),
  success: { status: 200, description: 'At most 200', answer: z.array(eventShape) },
  async handle({ query, run }) {
    const limit = Math.min(Math.max(query.limit, 1), 200)
    return (await collectEvents(run, limit)).map(eventOf)
  },
})

async function collectEvents(run: Run, limit: number): Promise<AuthEventItemFragment[]> {
  const found: AuthEventItemFragment[] = []
  let after: string | null = null
  for (;;) {
    const first = Math.min(limit - found.length, 100)
    const { authEvents }: { authEvents: EventPage } = await run(AuthEventsDocument, { first, after })
    found.push(...authEvents.edges.map(edge => edge.node))
    if (found.length >= limit || !authEvents.pageInfo.hasNextPage) return found
    after = authEvents.pageInfo.endCursor
  }
}

interface EventPage {
  edges: readonly { node: AuthEventItemFragment }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** What happened to accounts. */
export const authEventRoutes = [list]
