import type { Retention } from '../../domain/jobs/job-options.ts'
import { defaultRetention } from '../../domain/jobs/retention-rules.ts'
import { builder } from '../builder.ts'

const periods = {
  hourly: 'Hours',
  daily: 'Days',
  weekly: 'Weeks',
  monthly: 'Months',
  quarterly: 'Quarters; a Borg before 1.4.1 keeps three more months for each instead',
  yearly: 'Years',
} as const
const names = Object.keys(periods) as (keyof typeof periods)[]

/** How many archives stay. */
export const RetentionRule = builder.objectRef<Retention>('RetentionRule').implement({
  description: 'How many archives `borg prune` keeps: the last one of each of so many periods.',
  fields: t => ({
    ...Object.fromEntries(names.map(name => [name, t.exposeInt(name, { description: `${periods[name]}.` })])),
    within: t.exposeString('within', {
      nullable: true,
      description: 'Everything younger than this, such as `2d` (H, d, w, m, y).',
    }),
  }),
})

/** The same, to be chosen. */
export const RetentionRuleInput = builder.inputType('RetentionRuleInput', {
  description: 'How many archives `borg prune` keeps. It has to keep something.',
  fields: t => ({
    hourly: t.int({ required: true, defaultValue: defaultRetention.hourly, description: 'Hours.' }),
    daily: t.int({ required: true, defaultValue: defaultRetention.daily, description: 'Days.' }),
    weekly: t.int({ required: true, defaultValue: defaultRetention.weekly, description: 'Weeks.' }),
    monthly: t.int({ required: true, defaultValue: defaultRetention.monthly, description: 'Months.' }),
    quarterly: t.int({
      required: true,
      defaultValue: defaultRetention.quarterly,
      description: `${periods.quarterly}.`,
    }),
    yearly: t.int({ required: true, defaultValue: defaultRetention.yearly, description: 'Years.' }),
    within: t.string({ description: 'Everything younger than this, such as `2d` (H, d, w, m, y).' }),
  }),
})

/** The rule that an input says; the usual one when there is none. */
export const readRetention = (
  input: (Omit<Retention, 'within'> & { within?: string | null | undefined }) | null | undefined,
): Retention => (input ? { ...input, within: input.within ?? null } : defaultRetention)
