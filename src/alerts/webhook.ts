import { createHmac } from 'node:crypto'
import type { AlertNews } from '../domain/health/alert-sender.ts'
import type { AlertedRepository } from '../domain/health/delivery-queue.ts'
import { titleOf } from './alert-texts.ts'

/** The old server's words for what happened, and those that it had none for (contract borgwarehouse, section 7.3). */
const statuses = {
  STALE: 'down',
  RECOVERED: 'recovered',
  STORAGE_NEARLY_FULL: 'storage',
  STORAGE_RECOVERED: 'storage-recovered',
  TEST: 'test',
} as const satisfies Record<AlertNews['kind'], string>

const seconds = (instant: number) => Math.floor(instant / 1000)

/**
 * What a webhook is sent. `X-Vinculum-Signature` proves that the sender knows the secret without showing it: an HMAC-SHA256 of the instant
 * of sending and the body. The old server sent the secret itself.
 *
 * @param legacySecretHeader does the administrator want that, too? Over http, where others can read it, it is never sent
 * @param now unix milliseconds
 */
export function webhookRequest(
  news: AlertNews,
  { url, secret }: { url: string; secret: string | null },
  legacySecretHeader: boolean,
  now: number,
): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({
    status: statuses[news.kind],
    repos: news.repositories.map(titleOf),
    timestamp: seconds(news.at),
    id: news.id,
    repositories: news.repositories.map(describe),
  })
  const headers: Record<string, string> = { 'X-Vinculum-Delivery': news.id }
  if (secret !== null) {
    const t = seconds(now)
    if (legacySecretHeader && URL.parse(url)?.protocol === 'https:')
      headers['X-BorgWarehouse-Secret'] = secret
    headers['X-Vinculum-Signature'] =
      `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
  }
  return { body, headers }
}

/** Instants in unix seconds (`lastSave` 0: never), sizes in bytes. */
const describe = ({ id, kind, name, alias, lastSuccessAt, ...rest }: AlertedRepository) => ({
  id,
  kind,
  name,
  alias,
  lastSave: seconds(lastSuccessAt ?? 0),
  freshnessSeconds: rest.freshnessSeconds,
  sizeOnDisk: rest.sizeOnDisk,
  quotaUsed: rest.quotaUsed,
  quota: rest.quota,
})
