import { parseArgs } from 'node:util'
import { changeAccounts, explainAccountError } from './account-program.ts'
import type { Config } from './config.ts'
import { revokeSessions } from './domain/accounts/recovery.ts'
import { runProgram } from './program.ts'

const usage = `Usage: npm run revoke-sessions -- USER [--api-keys]

Ends all sessions of a user and their streams, also while the server runs.

  --api-keys   also revoke their API keys and account tokens

Exit codes: 0 done; 1 refused or failed, and nothing was changed; 2 wrong arguments or settings.

Settings come from the same environment variables as the server's.`

interface Asked {
  username: string
  withApiKeys: boolean
}

function read(args: string[]): Asked | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'api-keys': { type: 'boolean', default: false } },
  })
  const [username] = positionals
  if (!username || positionals.length !== 1) return null
  return { username, withApiKeys: values['api-keys'] }
}

async function run({ username, withApiKeys }: Asked, config: Config): Promise<0> {
  const gone = await changeAccounts(config, username, world => revokeSessions(world, username, withApiKeys))
  console.log(`Sessions of ${username} that ended: ${gone.sessions}.`)
  if (withApiKeys) console.log(`API keys that were revoked: ${gone.apiKeys}.`)
  return 0
}

await runProgram({ usage, read, run, explain: explainAccountError })
