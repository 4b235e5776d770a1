import { join } from 'node:path'
import Database from 'better-sqlite3'
import { startWithFakeBorg } from '../support/fake-borg.ts'
import { completed, startBackup } from '../support/jobs.ts'
import { median, milliseconds, scaled, whole } from '../support/numbers.ts'
import { clock } from '../support/processes.ts'
import type { Server } from '../support/server.ts'
import { atMost, type Row } from '../support/table.ts'

const repositories = scaled(500)
const jobsEach = 20
const archivesEach = 40
const rounds = 15

/** What a dashboard shows of each repository: its last run, its archives, its size. */
const query = `query ($after: String) {
  repositories(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { ... on ManagedRepository {
      id name mode lastBackupAt totalSize archiveCount
      jobs(first: 1) { edges { node { id status kind finishedAt failure { code } progress { percent } } } }
    } } }
  }
}`

/** The same facts by SQL alone, in the same process as the database. */
const bare = `select r.id, r.name, r.mode, r."lastBackupAt", r."totalSize",
  (select count(*) from archive a where a."repositoryId" = r.id) as archives,
  (select j.status from job j where j."repositoryId" = r.id order by j.id desc limit 1) as status
  from repository r`

/** A dashboard of many repositories. */
export const dashboard: Row = {
  name: 'dashboard',
  title: `a dashboard of ${whole(repositories)} repositories`,
  async measure() {
    await using setUp = await startWithFakeBorg()
    const { server, borg, repositoryId } = setUp
    borg.plan({ lines: 10, perSecond: 0 })
    const { id } = await startBackup(server, repositoryId)
    await completed(server, id)
    using database = openDatabase(server)
    multiply(database)

    const served: number[] = []
    const floor: number[] = []
    for (let round = 0; round <= rounds; round += 1) {
      let begin = clock()
      const shown = await showAll(server)
      served.push(clock() - begin)
      if (shown !== repositories) throw new Error(`${shown} repositories were shown.`)
      begin = clock()
      JSON.stringify(database.prepare(bare).all())
      floor.push(clock() - begin)
      // The first round only warms up.
      if (round === 0) served.length = floor.length = 0
    }
    return [
      {
        what: `dashboard of ${whole(repositories)} repositories with ${whole(repositories * jobsEach)} jobs, in pages of 100`,
        ...atMost(median(served), 250, milliseconds),
        baseline: `the same facts by one SQL statement: ${milliseconds(median(floor))}`,
      },
    ]
  },
}

async function showAll(server: Server): Promise<number> {
  let count = 0
  for (let after: string | null = null; ; ) {
    const answer: { repositories: Page } = await server.graphql(query, { after })
    const { pageInfo, edges } = answer.repositories
    count += edges.length
    if (!pageInfo.hasNextPage) return count
    after = pageInfo.endCursor
  }
}

interface Page {
  pageInfo: { hasNextPage: boolean; endCursor: string }
  edges: object[]
}

function openDatabase({ dataDir }: Server): Database.Database & Disposable {
  const database = new Database(join(dataDir, 'vinculum.db'), { timeout: 5000 })
  return Object.assign(database, { [Symbol.dispose]: () => void database.close() })
}

/** Copies the one repository and its job straight into the tables: so many real ones would take too long. */
function multiply(database: Database.Database): void {
  const columnsOf = (table: string, ...without: string[]) =>
    (database.pragma(`table_info(${table})`) as { name: string }[])
      .map(({ name }) => `"${name}"`)
      .filter(name => !['id', ...without].includes(name.slice(1, -1)))
      .join(', ')
  const settings = columnsOf('repository', 'name', 'path')
  const run = columnsOf('job', 'repositoryId')
  const addRepository = database.prepare(
    `insert into repository (name, path, ${settings}) select ?, ?, ${settings} from repository order by id limit 1`,
  )
  const addJob = database.prepare(
    `insert into job ("repositoryId", ${run}) select ?, ${run} from job order by id limit 1`,
  )
  const addArchive = database.prepare(
    'insert into archive ("repositoryId", "borgId", name, "startedAt") values (?, ?, ?, ?)',
  )
  database.transaction(() => {
    for (let number = 1; number < repositories; number += 1) {
      const { lastInsertRowid: id } = addRepository.run(`copy ${number}`, `/nowhere/${number}`)
      for (let job = 0; job < jobsEach; job += 1) addJob.run(id)
      for (let archive = 0; archive < archivesEach; archive += 1)
        addArchive.run(id, `${number}-${archive}`, `archive ${archive}`, archive)
    }
  })()
}
