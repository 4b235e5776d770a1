import type { AlertNews } from '../../src/domain/health/alert-sender.ts'
import type { AlertedRepository } from '../../src/domain/health/delivery-queue.ts'

/** A hosted repository as alerts name it. */
export const hosted = (alias: string, more: Partial<AlertedRepository> = {}): AlertedRepository => ({
  id: 7,
  kind: 'HOSTED',
  name: 'ae83cd44',
  alias,
  lastSuccessAt: Date.parse('2026-06-01T12:00:00Z'),
  freshnessSeconds: 90_000,
  sizeOnDisk: 95e9,
  quotaUsed: 90e9,
  quota: 100e9,
  ...more,
})

/** An alert about these. */
export const newsOf = (kind: AlertNews['kind'], ...repositories: AlertedRepository[]): AlertNews => ({
  id: '42',
  kind,
  at: Date.parse('2026-06-03T12:00:00Z'),
  repositories,
})
