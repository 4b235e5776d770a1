import type { RestorePreview as Preview } from '../../domain/calls/borg-calls.ts'
import { previewRestore } from '../../domain/jobs/restores.ts'
import { builder } from '../builder.ts'
import { readRestore, restoreRequest } from './restore-request.ts'

const RestorePreviewInput = builder.inputType('RestorePreviewInput', {
  description: 'What would be restored, and where to.',
  fields: t => restoreRequest(t),
})

const RestorePreview = builder.objectRef<Preview>('RestorePreview').implement({
  description: 'What a restore would do. Lists hold the first thousand.',
  fields: t => ({
    entryCount: t.exposeInt('entryCount', { description: 'Files, folders and links.' }),
    fileCount: t.exposeInt('fileCount', { description: 'Regular files.' }),
    totalSize: t.expose('totalSize', { type: 'ByteSize', description: 'Bytes of all files.' }),
    targets: t.exposeStringList('targets', {
      description: 'What would be written, relative to the destination.',
    }),
    overwriteCount: t.exposeInt('overwriteCount', {
      nullable: true,
      description:
        'How many files and links are there already and would be replaced; null on another machine, where nobody looked.',
    }),
    overwrites: t.exposeStringList('overwrites', { description: 'Which, relative to the destination.' }),
    missingPaths: t.exposeStringList('missingPaths', {
      description: 'Chosen paths that are not in the archive.',
    }),
    refusal: t.exposeString('refusal', {
      nullable: true,
      description:
        'Why the restore would be refused, with the first paths that are in the way; null: it would not.',
    }),
    sensitivePaths: t.exposeStringList('sensitivePaths', {
      description:
        'What would be written to sensitive places (system folders, homes of other accounts, `.ssh`, start-up files), each with the reason in brackets. Only an administrator who sets `allowSensitivePaths` may restore that.',
    }),
  }),
})

builder.queryFields(t => ({
  restorePreview: t.field({
    type: RestorePreview,
    authScopes: { signedIn: true },
    description:
      'What a restore would do; writes nothing. Has Borg list the archive, so it waits for its turn.',
    args: { input: t.arg({ type: RestorePreviewInput, required: true, description: 'Of what.' }) },
    resolve: (_root, { input }, { scope }) => previewRestore(scope, readRestore(input)),
  }),
}))
