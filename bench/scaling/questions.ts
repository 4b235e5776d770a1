import { sql } from 'kysely'
import { makeFolder } from '../../test/support/trees.ts'
import { milliseconds, quantile, scaled, whole } from '../support/numbers.ts'
import { startPostgres } from '../support/postgres.ts'
import { clock } from '../support/processes.ts'
import { explain } from './plans.ts'
import { openSubject, type Subject } from './subject.ts'

/** Something that the domain does with its tables. */
export interface Question {
  what: string
  /** Comes before each time, and is not measured. */
  prepare?(subject: Subject, size: number): Promise<unknown>
  ask(subject: Subject, size: number): Promise<unknown>
}

/** What grows, and what is asked at each size. */
export interface Growth {
  /** What is counted: `jobs`. */
  of: string
  sizes: readonly number[]
  /** Fills empty tables with so many. */
  fill(subject: Subject, size: number): Promise<void>
  questions: readonly Question[]
}

const rounds = 15

/** Asks every question at every size on PostgreSQL, and at the largest on SQLite. @returns a Markdown table */
export async function measureGrowth(growth: Growth): Promise<string> {
  await using postgres = await startPostgres()
  const { of, questions } = growth
  const sizes = growth.sizes.map(size => scaled(size, 10))
  const columns: Column[] = []
  for (const size of sizes) {
    await using subject = await openSubject({ databaseUrl: await postgres.createDatabase() })
    columns.push(await measureSize(subject, growth, size))
  }
  {
    using folder = makeFolder('vinculum-bench-')
    await using subject = await openSubject({ dataDir: folder.path })
    columns.push(await measureSize(subject, growth, sizes.at(-1)!))
  }
  const { answers } = columns[sizes.length - 1]!
  const lines = [
    [`Time (p50) with so many ${of}`, ...columns.map(({ title }) => title), 'Statements', 'Found by'],
    ['---', ...columns.map(() => '---:'), '---:', '---'],
    ...questions.map(({ what }, index) => [
      what,
      ...columns.map(column => column.answers[index]!.time),
      String(answers[index]!.statements),
      answers[index]!.plans,
    ]),
    ['On the disk', ...columns.map(({ disk }) => disk), '', ''],
  ]
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

/** Everything at one size on one database. */
interface Column {
  title: string
  answers: { time: string; statements: number; plans: string }[]
  disk: string
}

async function measureSize(subject: Subject, growth: Growth, size: number): Promise<Column> {
  const { db, isSqlite } = subject
  await growth.fill(subject, size)
  // What PostgreSQL does by itself in a while; SQLite does nothing of the kind.
  if (!isSqlite) await sql`vacuum analyze`.execute(db)
  const disk = await diskUse(subject)
  const answers = []
  for (const question of growth.questions) answers.push(await measureQuestion(subject, question, size))
  const title = isSqlite ? `${whole(size)}, SQLite` : whole(size)
  process.stderr.write(`scaling: ${growth.of}: ${title}\n`)
  return { title, answers, disk }
}

async function measureQuestion(subject: Subject, { prepare, ask }: Question, size: number) {
  const spent: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await prepare?.(subject, size)
    subject.takeStatements()
    const begin = clock()
    await ask(subject, size)
    spent.push(clock() - begin)
  }
  const statements = subject.takeStatements()
  const plans = subject.isSqlite ? '' : await explain(subject.db, statements)
  return { time: milliseconds(quantile(spent, 0.5)), statements: statements.length, plans }
}

/** Of the whole database with its indexes. */
async function diskUse({ db, isSqlite }: Subject): Promise<string> {
  const { rows } = isSqlite
    ? await sql<{ size: number }>`select page_count * page_size as size
        from pragma_page_count, pragma_page_size`.execute(db)
    : await sql<{ size: number }>`select sum(pg_total_relation_size(oid)) as size
        from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace`.execute(db)
  const bytes = Number(rows[0]!.size)
  return bytes < 1e9 ? `${whole(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
