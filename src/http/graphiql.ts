import type { GraphiQLOptions } from 'graphql-yoga'

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

/** The page with everything it needs inside: nothing is loaded from elsewhere. Loaded when somebody opens it, for its 38 MB. */
export async function renderGraphiQL(options?: GraphiQLOptions): Promise<string> {
  const { renderGraphiQL: render } = await import('@graphql-yoga/render-graphiql')
  return render(options)
}
