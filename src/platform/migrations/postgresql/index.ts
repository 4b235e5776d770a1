import type { NamedMigration } from '../../migrate.ts'

export const migrations: NamedMigration[] = []
