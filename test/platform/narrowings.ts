import { DatabaseSchema, type SqlEntityManager } from '@mikro-orm/sql'

/** The tables of a database as a process meets them, by name. */
export type Shape = Map<string, TableShape>

interface TableShape {
  columns: Map<string, { type: string; nullable: boolean; default: string | null }>
  /** What rows must keep to, in words, and the columns that it is about. */
  rules: Map<string, string[]>
}

/** Reads it from the database itself. */
export async function readShape(em: SqlEntityManager): Promise<Shape> {
  const schema = await DatabaseSchema.create(em.getConnection(), em.getPlatform(), em.config)
  return new Map(
    schema.getTables().map(table => {
      const columns = table.getColumns()
      const unique = table.getIndexes().filter(index => index.unique || index.primary)
      const rules: [string, string[]][] = [
        ...unique.map(({ primary, columnNames, where }): [string, string[]] => [
          `${primary ? 'primary key' : 'unique'} (${columnNames.join(', ')})${where ? ` where ${where}` : ''}`,
          columnNames,
        ]),
        ...table.getChecks().map(({ expression, definition }): [string, string[]] => {
          const text = String(definition ?? expression)
          const words = new Set(text.match(/\w+/g))
          return [`check ${text}`, columns.map(({ name }) => name).filter(name => words.has(name))]
        }),
        ...Object.values(table.getForeignKeys()).map((key): [string, string[]] => [
          `(${key.columnNames.join(', ')}) references ${key.referencedTableName} on delete ${key.deleteRule ?? 'nothing'}`,
          key.columnNames,
        ]),
      ]
      return [
        table.name,
        {
          columns: new Map(
            columns.map(({ name, type, nullable, default: value }) => [
              name,
              { type, nullable: nullable === true, default: value ?? null },
            ]),
          ),
          rules: new Map(rules),
        },
      ]
    }),
  )
}

/** What a process that only knows the database as it was would stumble over: nothing after an `expand`. */
export function narrowings(before: Shape, after: Shape): string[] {
  const found: string[] = []
  for (const [table, { columns, rules }] of before) {
    const now = after.get(table)
    if (!now) {
      found.push(`${table} is gone`)
      continue
    }
    for (const [name, was] of columns) {
      const is = now.columns.get(name)
      if (!is) found.push(`${table}.${name} is gone`)
      else if (JSON.stringify(is) !== JSON.stringify(was))
        found.push(`${table}.${name} was ${JSON.stringify(was)} and is ${JSON.stringify(is)}`)
    }
    for (const [name, { nullable, default: value }] of now.columns)
      if (!columns.has(name) && !nullable && value === null)
        found.push(`${table}.${name} is new, must be given and has no default`)
    for (const rule of rules.keys()) if (!now.rules.has(rule)) found.push(`${table}: ${rule} is gone`)
    for (const [rule, about] of now.rules)
      if (!rules.has(rule) && about.every(name => columns.has(name))) found.push(`${table}: ${rule} is new`)
  }
  return found
}
