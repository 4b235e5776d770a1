import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertHosted } from '../../../src/domain/hosting/hosted-rows.ts'
import { parseSshPublicKey } from '../../../src/domain/hosting/ssh-public-keys.ts'
import { type InProcess, openInProcess } from '../../schema/in-process.ts'
import { freshPublicKey } from '../../support/ssh-keys.ts'

let few: InProcess
let many: InProcess
beforeAll(async () => {
  few = await openHosted(10)
  many = await openHosted(100)
})
afterAll(async () => {
  await few[Symbol.asyncDispose]()
  await many[Symbol.asyncDispose]()
})

/** The schema on a database with so many hosted repositories. */
async function openHosted(count: number): Promise<InProcess> {
  const opened = await openInProcess(0)
  for (let index = 0; index < count; index += 1) {
    const name = index.toString(16).padStart(8, '0')
    const { type, data, comment, fingerprint } = parseSshPublicKey(freshPublicKey())
    await insertHosted(opened.world.db, {
      name,
      path: `/srv/${name}`,
      pool: 'default',
      columns: {
        alias: `alias ${index}`,
        quota: 1e9,
        keyType: type,
        keyData: data,
        keyComment: comment,
        keyFingerprint: fingerprint,
      },
      freshnessSeconds: 3600,
    })
  }
  return opened
}

const everything = `{ hostedRepositories(first: 100) { edges { node {
  id databaseId name alias comment icon sshPublicKey sshKey { fingerprint isWeak bits } quota appendOnly archived wasArchived
  lanCommand displayDetails storageTarget lastModifiedAt sizeOnDisk quotaUsed reclaimableSize clientCommands { url borgmaticConfig }
  health { status staleAt } statistics { growthPerDay usedPercent history { at } } latestJob { id }
} } } }`

it('takes as many statements for 100 hosted repositories as for 10', async () => {
  const ofFew = await few.query(everything)
  const ofMany = await many.query(everything)
  expect(ofMany.data.hostedRepositories.edges).toHaveLength(100)
  expect(ofMany.statements).toHaveLength(ofFew.statements.length)
  expect(ofMany.statements.length, ofMany.statements.join('\n')).toBeLessThanOrEqual(6)
})
