import {
  type LogSavePolicy,
  type SettingDefinition,
  type SettingName,
  settingDefinitions,
  settingNames,
} from '../../domain/settings/setting-definitions.ts'
import {
  findSettings,
  maySeeSecrets,
  type SettingChanges,
  type Settings as SettingsInForce,
  updateSettings,
} from '../../domain/settings/settings.ts'
import { builder } from '../builder.ts'

const LogSavePolicyEnum = builder.enumType('LogSavePolicy', {
  description: 'Which logs of finished jobs are shown and kept.',
  values: {
    FAILED_ONLY: { description: 'Of jobs that failed or were cancelled.' },
    FAILED_AND_WARNINGS: {
      description: 'Also of jobs with warnings, and whose log speaks of a warning or an error.',
    },
    ALL_JOBS: { description: 'Of every job.' },
  } satisfies Record<LogSavePolicy, object>,
})

const typeOf = ({ type }: SettingDefinition) =>
  type === 'whole' ? 'Int' : type === 'flag' ? 'Boolean' : type === 'text' ? 'String' : LogSavePolicyEnum

const definitionOf = (name: SettingName): SettingDefinition => settingDefinitions[name]

export const Settings = builder.objectRef<SettingsInForce>('Settings').implement({
  description: 'What administrators can change while the server runs, as it is in force now.',
  fields: t => ({
    // One field per row of the table in `domain/settings/setting-definitions.ts`.
    ...Object.fromEntries(
      settingNames.map(name => {
        const { about, secret } = definitionOf(name)
        const field = t.field({
          type: typeOf(definitionOf(name)) as 'Int',
          nullable: secret === true,
          description: secret ? `${about} Null but for administrators.` : about,
          resolve: (settings, _args, { scope }) =>
            (secret && !maySeeSecrets(scope) ? null : settings.values[name]) as number,
        })
        return [name, field] as const
      }),
    ),
    metricsTokenSet: t.boolean({
      description: 'Has an administrator set a token for `/metrics`? It is never shown.',
      resolve: settings => settings.metricsTokenHash !== null,
    }),
    saved: t.stringList({
      description: 'The names of the settings that an administrator changed; the others have their defaults.',
      resolve: settings => [...settings.saved],
    }),
  }),
})

const UpdateSettingsInput = builder.inputType('UpdateSettingsInput', {
  description: 'What shall change. Null: back to the default; absent: as it is.',
  fields: t => ({
    ...Object.fromEntries(
      settingNames.map(name => {
        const definition = definitionOf(name)
        const field = t.field({ type: typeOf(definition) as 'Int', description: definition.about })
        return [name, field] as const
      }),
    ),
    metricsToken: t.string({
      description: 'What `/metrics` asks for, 16 to 200 characters. Empty or null: nothing.',
    }),
  }),
})

const UpdateSettingsPayload = builder
  .objectRef<{ settings: SettingsInForce }>('UpdateSettingsPayload')
  .implement({
    description: 'The settings as they are now.',
    fields: t => ({ settings: t.expose('settings', { type: Settings, description: 'All of them.' }) }),
  })

builder.queryField('settings', t =>
  t.field({
    type: Settings,
    authScopes: { signedIn: true },
    description: 'What administrators can change while the server runs.',
    resolve: (_root, _args, { scope }) => findSettings(scope),
  }),
)

builder.mutationField('updateSettings', t =>
  t.field({
    type: UpdateSettingsPayload,
    authScopes: { admin: true },
    description: 'Changes settings, all of those given or none.',
    args: { input: t.arg({ type: UpdateSettingsInput, required: true, description: 'What shall change.' }) },
    resolve: async (_root, { input }, { scope }) => ({
      settings: await updateSettings(scope, input as SettingChanges),
    }),
  }),
)
