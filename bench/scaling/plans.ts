import { CompiledQuery, type Kysely, sql } from 'kysely'
import type { Tables } from '../../src/entities/index.ts'

/** A node of PostgreSQL's `explain (format json)`. */
interface Plan {
  'Node Type': string
  'Index Name'?: string
  'Relation Name'?: string
  Plans?: Plan[]
}

/** A table that is smaller is rightly read as a whole. */
const small = 500

/**
 * By which indexes PostgreSQL finds what some statements are about, and which tables it reads as a whole, as Markdown.
 * Nothing is executed.
 */
export async function explain(db: Kysely<Tables>, statements: readonly CompiledQuery[]): Promise<string> {
  const large = await largeTables(db)
  const [indexes, tables] = [new Set<string>(), new Set<string>()]
  const look = (plan: Plan) => {
    if (plan['Index Name']) indexes.add(`\`${plan['Index Name']}\``)
    const table = plan['Relation Name']
    if (plan['Node Type'] === 'Seq Scan' && table && large.has(table)) tables.add(`**all of \`${table}\`**`)
    for (const part of plan.Plans ?? []) look(part)
  }
  for (const { sql: text, parameters } of distinct(statements)) {
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      CompiledQuery.raw(`explain (format json) ${text}`, [...parameters]),
    )
    look(rows[0]!['QUERY PLAN'][0]!.Plan)
  }
  return [...tables, ...indexes].join(', ')
}

/** Each once, and only those that have a plan. */
function distinct(statements: readonly CompiledQuery[]): CompiledQuery[] {
  const planned = statements.filter(({ sql: text }) => /^(select|insert|update|delete|with)\b/i.test(text))
  return [...new Map(planned.map(one => [one.sql, one])).values()]
}

async function largeTables(db: Kysely<Tables>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class
    where relkind = 'r' and reltuples > ${small}`.execute(db)
  return new Set(rows.map(({ name }) => name))
}
