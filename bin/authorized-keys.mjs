#!/usr/bin/env node
/**
 * sshd's `AuthorizedKeysCommand` (sshd_config(5)): prints the line of a hosted repository for the key that somebody offers, and nothing for
 * other keys. It needs no package, and no more than Node 18.
 *
 *   AuthorizedKeysCommand /usr/local/bin/vinculum-authorized-keys http://127.0.0.1:8787 /etc/vinculum/ssh.key %t %k
 *   AuthorizedKeysCommandUser nobody
 *
 * The file holds an API key of an administrator with `READ`; the user above must be able to read it. A fifth argument names the
 * worker pool of this machine, when it is not `default`.
 */
import { readFileSync } from 'node:fs'

const [server, keyFile, keyType, key, pool = 'default'] = process.argv.slice(2)

/** sshd waits; a server that does not answer opens nothing. */
const patience = 10_000

try {
  if (!key) throw new Error('usage: authorized-keys.mjs SERVER KEY-FILE %t %k [POOL]')
  const query =
    'query ($keyType: String!, $key: String!, $pool: String!) { authorizedKeysLines(keyType: $keyType, key: $key, pool: $pool) }'
  const response = await fetch(new URL('graphql', server.endsWith('/') ? server : `${server}/`), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${readFileSync(keyFile, 'utf8').trim()}`,
    },
    body: JSON.stringify({ query, variables: { keyType, key, pool } }),
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  })
  const { data, errors } = await response.json()
  if (errors) throw new Error(errors[0].message)
  for (const line of data.authorizedKeysLines) process.stdout.write(`${line}\n`)
} catch (error) {
  // sshd writes it to its own log.
  process.stderr.write(`vinculum: ${error.message}\n`)
  process.exitCode = 1
}
