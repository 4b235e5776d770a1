import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { median, milliseconds, scaled } from '../support/numbers.ts'
import { clock } from '../support/processes.ts'
import { startServer } from '../support/server.ts'
import { freshKey } from '../support/ssh-keys.ts'
import { atMost, type Row } from '../support/table.ts'

const run = promisify(execFile)
const pushes = scaled(20)

/** How long a client that polls waits for news of a push. */
export const pushLatency: Row = {
  name: 'push-latency',
  title: 'from the end of a push to the new lastSave',
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'vinculum-bench-'))
    try {
      const poolDir = join(folder, 'repos')
      await using server = await startServer({ HOSTED_REPOSITORIES_DIR: poolDir })
      const { createHostedRepository } = await server.graphql<{
        createHostedRepository: { repository: { name: string } }
      }>(
        'mutation ($input: CreateHostedRepositoryInput!) { createHostedRepository(input: $input) { repository { name } } }',
        { input: { alias: 'pushed to', sshPublicKey: freshKey('client@example'), quota: 10e9 } },
      )
      const { name } = createHostedRepository.repository
      const path = join(poolDir, name)
      const env = {
        PATH: process.env.PATH,
        BORG_BASE_DIR: join(folder, 'client'),
        BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
      }
      await run('borg', ['init', '-e', 'none', path], { env })
      const lastSave = async () => {
        const response = await fetch(`${server.url}/api/v1/repositories/${name}`, {
          headers: { authorization: `Bearer ${server.token}` },
        })
        return ((await response.json()) as { repo: { lastSave: number } }).repo.lastSave
      }
      const waits: number[] = []
      for (let push = 0; push < pushes; push += 1) {
        const before = await lastSave()
        // `lastSave` counts seconds: a push of the same second would look like none.
        while (Math.floor(Date.now() / 1000) <= before) await new Promise(resolve => setTimeout(resolve, 50))
        writeFileSync(join(folder, 'source'), randomBytes(1_000_000))
        await run('borg', ['create', `${path}::${push}`, join(folder, 'source')], { env })
        const ended = clock()
        while ((await lastSave()) === before)
          if (clock() - ended > 30_000) throw new Error('No news of a push.')
        waits.push(clock() - ended)
      }
      return [
        {
          what: `from the end of a push to the new \`lastSave\`, as a polling client sees it (${pushes} pushes)`,
          ...atMost(Math.max(...waits), 2000, milliseconds),
          baseline: `median ${milliseconds(median(waits))}; the old servers looked when cron called, every minute to every hour`,
        },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
