import { checkAllHealth } from '../../domain/health/evaluate-health.ts'
import type { HealthView } from '../../domain/health/health-views.ts'
import { setHealthObjective } from '../../domain/health/objectives.ts'
import { builder, readRepositoryId } from '../builder.ts'
import { RepositoryHealth } from './repository-health.ts'

const ObjectiveInput = builder.inputType('SetRepositoryHealthObjectiveInput', {
  description: 'How fresh a repository should be.',
  fields: t => ({
    repositoryId: t.id({ required: true, description: 'Which repository.' }),
    freshnessSeconds: t.float({
      description:
        'Alarm when there was no successful backup for so many seconds. Null or not above zero: never.',
    }),
  }),
})

const ObjectivePayload = builder
  .objectRef<{ health: HealthView }>('SetRepositoryHealthObjectivePayload')
  .implement({
    description: 'The repository against its new objective.',
    fields: t => ({
      health: t.expose('health', { type: RepositoryHealth, description: 'As it is now.' }),
    }),
  })

const CheckPayload = builder.objectRef<{ checked: number }>('CheckRepositoryHealthPayload').implement({
  description: 'What was looked at.',
  fields: t => ({
    checked: t.exposeInt('checked', { description: 'How many repositories; archived ones are left out.' }),
  }),
})

builder.mutationFields(t => ({
  setRepositoryHealthObjective: t.field({
    type: ObjectivePayload,
    authScopes: { signedIn: true },
    description:
      'Says how fresh a repository should be, managed or hosted. Another objective than before counts from now on.',
    args: { input: t.arg({ type: ObjectiveInput, required: true, description: 'Which, and how fresh.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      health: await setHealthObjective(
        scope,
        readRepositoryId(input.repositoryId),
        input.freshnessSeconds ?? null,
      ),
    }),
  }),
  checkRepositoryHealth: t.field({
    type: CheckPayload,
    authScopes: { signedInOrCron: true },
    description:
      'Looks at the health of all repositories now and queues the alerts that are due; the server does so by itself all the time. For administrators and for the cron key.',
    resolve: async (_root, _args, { scope }) => ({ checked: await checkAllHealth(scope) }),
  }),
}))
