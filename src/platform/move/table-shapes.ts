import type { EntityMetadata } from '@mikro-orm/core'

/** What a column holds on PostgreSQL. */
export type ColumnKind = 'integer' | 'number' | 'text' | 'bytes'

/** A column, and the limit that only PostgreSQL has. */
export interface ColumnShape {
  readonly name: string
  readonly kind: ColumnKind
  /** PostgreSQL's type of an array of such values, without the brackets. */
  readonly type: 'int' | 'bigint' | 'double precision' | 'text' | 'bytea'
  /** Most characters of a text; undefined: any number. */
  readonly length?: number | undefined
}

/** A table as both databases have it. */
export interface TableShape {
  readonly name: string
  readonly columns: readonly ColumnShape[]
  /** Columns of the primary key. */
  readonly key: readonly string[]
  /** The column that PostgreSQL numbers by a sequence; null: none. */
  readonly serial: string | null
}

/** All tables by the entities of a PostgreSQL connection, those first that others refer to. */
export function tableShapes(entities: Iterable<EntityMetadata>): TableShape[] {
  const left = new Map([...entities].map(entity => [entity.tableName, entity]))
  const sorted: TableShape[] = []
  while (left.size > 0) {
    const next = [...left.values()].find(({ tableName, props }) =>
      props.every(
        ({ targetMeta }) =>
          !targetMeta || targetMeta.tableName === tableName || !left.has(targetMeta.tableName),
      ),
    )
    if (!next) throw new Error(`Tables refer to each other in a circle: ${[...left.keys()].join(', ')}`)
    left.delete(next.tableName)
    sorted.push(shapeOf(next))
  }
  return sorted
}

function shapeOf({ tableName, props }: EntityMetadata): TableShape {
  const columns = props.flatMap(({ fieldNames, columnTypes }) =>
    fieldNames.map((name, index) => columnOf(name, columnTypes[index]!)),
  )
  const keys = props.filter(({ primary }) => primary).flatMap(({ fieldNames }) => fieldNames)
  const serial = props.find(({ columnTypes }) => columnTypes[0] === 'serial')
  return { name: tableName, columns, key: keys, serial: serial?.fieldNames[0] ?? null }
}

function columnOf(name: string, declared: string): ColumnShape {
  const [, type, length] = /^([a-z ]+?)(?:\((\d+)\))?$/.exec(declared) ?? []
  switch (type) {
    case 'serial':
    case 'int':
      return { name, kind: 'integer', type: 'int' }
    case 'bigint':
      return { name, kind: 'integer', type }
    case 'double precision':
      return { name, kind: 'number', type }
    case 'varchar':
    case 'text':
      return { name, kind: 'text', type: 'text', length: length === undefined ? undefined : Number(length) }
    case 'bytea':
      return { name, kind: 'bytes', type }
    default:
      throw new Error(`Nobody has said how a column "${name}" of type ${declared} is moved`)
  }
}
