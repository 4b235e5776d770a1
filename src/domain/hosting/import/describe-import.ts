import { formatQuota } from '../authorized-keys.ts'
import type { ImportPlan } from './import-plan.ts'
import { shown } from './import-report.ts'
import type { PlannedRepository } from './plan-repository.ts'
import type { PlannedUser } from './plan-users.ts'

/** A plan for the person who asked for it. Secrets are never in it. */
export function describeImport({ repositories, users, mistakes, warnings }: ImportPlan): string {
  const nothing = repositories.length === 0 && users.length === 0 && mistakes.length === 0
  return [
    ...section('Repositories to take over', repositories.map(describeRepository)),
    ...section('Users', users.map(describeUser)),
    ...section('To know', warnings),
    ...section('Mistakes', mistakes),
    ...(nothing ? ['Nothing to do.'] : []),
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title} (${lines.length})`, ...lines.map(line => `  - ${line}`), '']
}

function describeRepository({ id, name, path, columns, freshnessSeconds }: PlannedRepository): string {
  const facts = [
    `id ${id ?? 'new'}`,
    formatQuota(columns.quota),
    columns.keyFingerprint,
    ...(columns.appendOnly ? ['append-only'] : []),
    ...(columns.archived ? ['archived'] : []),
    ...(freshnessSeconds !== null && freshnessSeconds > 0 ? [`alert after ${freshnessSeconds} s`] : []),
  ]
  return `${name} ${shown(columns.alias)}, ${path}: ${facts.join(', ')}`
}

function describeUser({ username, existing, tokens, alerts, dateFormat }: PlannedUser): string {
  const facts = [
    existing ? 'is here already' : 'new administrator',
    ...(tokens.length > 0 ? [`API keys ${tokens.map(({ name }) => shown(name)).join(', ')}`] : []),
    ...(alerts ? ['notifications'] : []),
    ...(dateFormat ? ['date format'] : []),
  ]
  return `${shown(username)}: ${facts.join(', ')}`
}
