import { defineEntity, p } from '@mikro-orm/core'
import { instant, jsonText } from './columns.ts'
import { Repository } from './repository.ts'
import { User } from './user.ts'

/** `UNKNOWN`: nothing is asked of it, or it was never backed up and is not late yet. */
export const healthStatuses = ['UNKNOWN', 'HEALTHY', 'STALE'] as const

/** How fresh a repository should be, and whether it is. A repository without a row has no objective. */
export const RepositoryHealth = defineEntity({
  name: 'RepositoryHealth',
  tableName: 'repository_health',
  properties: {
    repositoryId: () =>
      p.manyToOne(Repository).mapToPk().joinColumn('repositoryId').deleteRule('cascade').primary(),
    /** "No successful backup for so many seconds" is too long. Null or not above zero: no objective. */
    freshnessSeconds: p.double().$type<number>().nullable(),
    status: p.enum(healthStatuses),
    /** Since when it has this status. */
    since: instant(),
    checkedAt: instant().nullable(),
    /** When somebody was last told that it is stale; at first: when the objective was set. */
    lastAlertAt: instant().nullable(),
    /** Is somebody waiting to hear that it has recovered? */
    alerted: p.integer().default(0),
    /** Has its storage crossed the limit (`ALERT_STORAGE_PERCENT` of the quota)? */
    storageNearlyFull: p.integer().default(0),
    lastStorageAlertAt: instant().nullable(),
  },
})

/** By which ways a user wants to hear of repositories that are stale or nearly full. */
export const AlertSettings = defineEntity({
  name: 'AlertSettings',
  tableName: 'alert_settings',
  properties: {
    userId: () => p.manyToOne(User).mapToPk().joinColumn('userId').deleteRule('cascade').primary(),
    /** Null: never set. */
    emailEnabled: p.integer().nullable(),
    appriseEnabled: p.integer().nullable(),
    appriseMode: p.enum(['PACKAGE', 'STATELESS'] as const).nullable(),
    /** Which address it is: null for none, {@link sealedUrl} for the sealed one, or one in clear that is not sealed yet. */
    appriseStatelessUrl: p.text().nullable(),
    sealedAppriseStatelessUrl: p.text().nullable(),
    /** Sealed JSON array of Apprise URLs: they contain passwords. */
    sealedAppriseServices: p.text().nullable(),
    webhookEnabled: p.integer().nullable(),
    /** As `appriseStatelessUrl`. */
    webhookUrl: p.text().nullable(),
    sealedWebhookUrl: p.text().nullable(),
    sealedWebhookSecret: p.text().nullable(),
    updatedAt: instant(),
  },
})

export const alertChannels = ['EMAIL', 'APPRISE', 'WEBHOOK'] as const
export const alertKinds = ['STALE', 'RECOVERED', 'STORAGE_NEARLY_FULL', 'STORAGE_RECOVERED'] as const

/** One message to one user by one way: kept until it was delivered or given up. */
export const AlertDelivery = defineEntity({
  name: 'AlertDelivery',
  tableName: 'alert_delivery',
  properties: {
    id: p.integer().primary().autoincrement(),
    userId: () => p.manyToOne(User).mapToPk().joinColumn('userId').deleteRule('cascade'),
    channel: p.enum(alertChannels),
    kind: p.enum(alertKinds),
    /** JSON: which repositories, as they were then. */
    content: jsonText(),
    status: p.enum(['PENDING', 'SENT', 'FAILED'] as const),
    attempts: p.integer().default(0),
    /** When it is tried next; whoever moves it away holds the attempt. Null when it is over. */
    nextAttemptAt: instant().nullable().index(),
    /** An attempt is being made, until then at the latest; null: none is. */
    attemptingUntil: instant().nullable(),
    /** Why the last attempt failed; holds no secret. */
    error: p.text().nullable(),
    createdAt: instant().index(),
    finishedAt: instant().nullable(),
  },
})

/** Work that is done once per due time in the whole cluster: an instant belongs to whoever moves `nextRunAt` away from it. */
export const PeriodicTask = defineEntity({
  name: 'PeriodicTask',
  tableName: 'periodic_task',
  properties: {
    name: p.string().primary(),
    nextRunAt: instant(),
  },
})
