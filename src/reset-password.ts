import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { AccountError, changeAccounts, explainAccountError } from './account-program.ts'
import type { Config } from './config.ts'
import { checkNewPassword, createPasswords } from './domain/accounts/passwords.ts'
import { recoverPassword } from './domain/accounts/recovery.ts'
import { DomainError } from './domain/kernel/errors.ts'
import { matchesBcrypt } from './platform/bcrypt-thread.ts'
import { runProgram } from './program.ts'

const usage = `Usage: npm run reset-password -- USER [--stdin] [--disable-second-factor]

Gives a user a new password and ends their sessions, also while the server runs. API keys go on working.

  --stdin                   read the password from standard input; otherwise one is made and printed once
  --disable-second-factor   also remove the authenticator app and the recovery codes

Exit codes: 0 done; 1 refused or failed, and nothing was changed; 2 wrong arguments or settings.

Settings come from the same environment variables as the server's.`

interface Asked {
  username: string
  fromInput: boolean
  disableSecondFactor: boolean
}

function read(args: string[]): Asked | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      stdin: { type: 'boolean', default: false },
      'disable-second-factor': { type: 'boolean', default: false },
    },
  })
  const [username] = positionals
  if (!username || positionals.length !== 1) return null
  return { username, fromInput: values.stdin, disableSecondFactor: values['disable-second-factor'] }
}

async function run({ username, fromInput, disableSecondFactor }: Asked, config: Config): Promise<0> {
  const password = fromInput ? await readPassword() : randomBytes(18).toString('base64url')
  const passwordHash = await createPasswords(matchesBcrypt).hash(password)
  const reset = { passwordHash, mustChangePassword: !fromInput, disableSecondFactor }
  const user = await changeAccounts(config, username, world => recoverPassword(world, username, reset))
  console.log(fromInput ? `${username} has the new password.` : `New password of ${username}: ${password}`)
  console.log('Their sessions have ended.')
  if (user.sealedTotpSecret)
    console.log(disableSecondFactor ? 'The second factor was removed.' : 'The second factor stays.')
  if (!user.isActive) console.log('The account is still switched off; an administrator can switch it on.')
  if (config.oidcDisableLocalAuth)
    console.log(
      'Passwords are switched off (OIDC_DISABLE_LOCAL_AUTH): start the server without it to use one.',
    )
  return 0
}

/** Up to the first newline, so that `echo` and files of secrets serve. @throws AccountError */
async function readPassword(): Promise<string> {
  const password = (await text(process.stdin)).split(/\r?\n/, 1)[0]!
  try {
    checkNewPassword(password, 'password')
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new AccountError(`The password: ${Object.values(error.details.fields ?? {}).join(' ')}`)
  }
  return password
}

await runProgram({ usage, read, run, explain: explainAccountError })
