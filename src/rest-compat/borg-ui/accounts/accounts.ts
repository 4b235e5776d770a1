import { GraphqlFailure, type Run } from '../../execute.ts'
import {
  AccountByIdDocument,
  type AccountFragment,
  AccountsDocument,
} from '../../generated/borg-ui/borg-ui.ts'
import { globalId } from '../../global-ids.ts'

/** All users, in the order in which they were added. */
export async function collectAccounts(run: Run): Promise<AccountFragment[]> {
  const found: AccountFragment[] = []
  let after: string | null = null
  for (;;) {
    const { edges, pageInfo }: Page = (await run(AccountsDocument, { after })).users
    found.push(...edges.map(edge => edge.node))
    if (!pageInfo.hasNextPage) return found
    after = pageInfo.endCursor
  }
}

interface Page {
  edges: readonly { node: AccountFragment }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** @throws GraphqlFailure `NOT_FOUND` */
export async function findAccount(run: Run, id: number): Promise<AccountFragment> {
  const { node } = await run(AccountByIdDocument, { id: globalId('User', id) })
  if (isAccount(node)) return node
  throw new GraphqlFailure({ message: 'No such user.', extensions: { code: 'NOT_FOUND' } })
}

/** Of other objects with an id nothing was asked, so nothing of them is there. */
const isAccount = (node: object | null): node is AccountFragment => node !== null && 'username' in node
