import { randomBytes } from 'node:crypto'
import type { RequestHandler } from 'express'
import { graphiqlPolicy } from './security-headers.ts'

/** Example operations for people who open `/graphql` in a browser. */
export const examples = `# 1. Sign in, then put the token into the Headers tab: { "authorization": "Bearer …" }
mutation SignIn {
  signIn(input: { username: "admin", password: "" }) {
    accessToken
    expiresAt
  }
}

# 2. Make a repository. Its passphrase is stored sealed and never shown.
mutation CreateRepository {
  createRepository(
    input: {
      name: "documents"
      path: "/srv/backups/documents"
      encryption: REPOKEY_BLAKE2
      passphrase: ""
      sourceDirectories: ["/home"]
      excludePatterns: ["*.tmp"]
    }
  ) {
    repository { id name }
  }
}

# 3. Start a backup.
mutation StartBackup($repositoryId: ID!) {
  startBackup(input: { repositoryId: $repositoryId, idempotencyKey: "tonight" }) {
    job { id status }
  }
}

# 4. Follow it.
subscription Progress($jobId: ID!) {
  jobProgress(jobId: $jobId) { status phase percent isEstimate originalSize currentFile secondsRemaining }
}

subscription Log($jobId: ID!) {
  jobLog(jobId: $jobId, after: 0) { lines { number text } endCursor }
}

# 5. Look at everything.
query Dashboard {
  repositories(first: 100) {
    edges { node { id name path viewerRole latestJob { id status progress { phase percent } failure { code message remedy } } } }
  }
}

mutation Cancel($jobId: ID!) {
  cancelJob(input: { jobId: $jobId }) { processTerminated job { status cancellation { outcome } } }
}
`

const options = { title: 'Vinculum', defaultQuery: examples, subscriptionsProtocol: 'WS' } as const

/** Answers browsers with GraphiQL, and nobody else. The page has everything it needs inside: nothing is loaded from elsewhere. */
export const graphiqlPage: RequestHandler = async (request, response, next) => {
  if (request.method !== 'GET' || !request.headers.accept?.includes('text/html')) return next()
  // When somebody opens it, for its 38 MB.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const nonce = randomBytes(18).toString('base64')
  const page = renderGraphiQL(options).replace('<script>', `<script nonce="${nonce}">`)
  response
    .setHeader('content-security-policy', graphiqlPolicy(nonce, request.headers.host))
    .setHeader('cache-control', 'no-store')
    .type('html')
    .send(page)
}
