import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { listArchives, makePlace } from '../fixtures/journeys.ts'
import { createRandom } from '../fixtures/random.ts'
import { createRepository, getJob, readLog, startBackup, terminal, waitForJob } from '../support/api.ts'
import { startTestServer } from '../support/server.ts'
import { makeTree } from '../support/trees.ts'

it('fuzz', async () => {
  await using place = makePlace()
  let server = await startTestServer()
  await using _ = { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  const random = createRandom()
  const repository = await createRepository(server, {
    name: 'fuzz', path: place.at('repository'),
    sourceDirectories: [makeTree(place.at('source'), { files: 1500, bytes: 100 })],
    listFiles: 'ALL',
    
    preBackupScript: `echo $VINCULUM_JOB_ID >>'${place.at('pre')}'; echo pre1; sleep 0.3; echo pre2`,
    postBackupScript: `echo $VINCULUM_JOB_ID >>'${place.at('post')}'; echo post1; sleep 0.3; echo post2`,
  })
  const counts: string[] = []
  const kept: string[] = []
  for (let round = 0; round < 16; round += 1) {
    const id = await startBackup(server, repository)
    await sleep(random.whole(0, 1500))
    const cancelling = server.graphql('mutation ($input: CancelJobInput!) { cancelJob(input: $input) { job { status } } }', { input: { jobId: id } }).catch(() => null)
    let kills = 0
    for (;;) {
      await sleep(random.whole(0, 400))
      const { status } = await getJob(server, id)
      if (terminal.includes(status)) break
      kills += 1
      server = await server.restart()
    }
    await cancelling
    const job = await waitForJob(server, id)
    const lines = await readLog(server, id)
    const what = `SEED=${random.seed} round ${round} kills ${kills} ${JSON.stringify(job)} ${lines.filter(l => l.source === 'SERVER').map(l => l.text).join('|')} ${server.output().slice(-2000)}`
    if (job.cancellation === null) { expect(job.status, what).toBe('COMPLETED'); kept.push(job.archiveName) }
    else expect([job.status, job.cancellation.outcome], what).toEqual(['CANCELLED', 'GRACEFUL'])
    expect(listArchives(place.at('repository'), place).sort(), what).toEqual(kept.sort())
    counts.push(`${kills}${job.status[1]}`)
  }
  console.log(counts.join(' '))
}, 600_000)
