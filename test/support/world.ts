import { join } from 'node:path'
import { createGuessLimit } from '../../src/domain/accounts/guess-limit.ts'
import { createPasswords } from '../../src/domain/accounts/passwords.ts'
import { createTokens } from '../../src/domain/accounts/tokens.ts'
import type { World } from '../../src/domain/kernel/scope.ts'
import { createSealer } from '../../src/domain/kernel/sealed.ts'
import type { Wakeups } from '../../src/domain/kernel/wakeups.ts'
import { CurrentSettings } from '../../src/domain/settings/settings.ts'
import { matchesBcrypt } from '../../src/platform/bcrypt-thread.ts'
import type { Database } from '../../src/platform/database.ts'
import { createKeyDecryptor } from '../../src/platform/key-decryptor.ts'

/** The world of a process, made from a database and wake-ups, without a server around it. `folder` holds its files. */
export function makeWorld({ em, db, isSqlite, now }: Database, wakeups: Wakeups, folder: string): World {
  const secretKey = 'a secret key of at least 32 characters'
  const guesses = createGuessLimit({ db }, { maxFailures: 5, lockoutSeconds: 60 })
  return {
    em,
    db,
    isSqlite,
    now,
    wakeups,
    sealer: createSealer(secretKey),
    tokens: createTokens(secretKey),
    passwords: createPasswords(matchesBcrypt),
    guesses,
    signInMethods: { password: true, proxy: null, openId: null },
    limits: {
      tokenLifetime: 60_000,
      maxAccountFailures: 50,
      repositoriesDir: folder,
      restoresForNonAdmins: 'below-roots',
      breaksForeignLocks: false,
    },
    settings: new CurrentSettings(db, wakeups),
    hosting: {
      poolDir: folder,
      storageTargets: [],
      sshServer: {
        user: 'borg',
        host: 'localhost',
        port: 22,
        lanHost: null,
        lanPort: null,
        hidePort: false,
        fingerprints: {},
      },
      mayDelete: true,
      mayCompact: true,
      integrations: true,
      cronKeyHash: null,
      pollSeconds: 60,
      storageIntervalMinutes: 60,
    },
    alertSender: { send: async () => {} },
    keyDecryptor: createKeyDecryptor(join(folder, 'key-decryption')),
    alerts: { checkSeconds: 60, repeatHours: 25, storagePercent: 90, hasMail: false },
  }
}
