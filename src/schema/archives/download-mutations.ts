import { readEntryPath } from '../../domain/archives/archive-entries.ts'
import { createDownload } from '../../domain/archives/downloads.ts'
import { builder, readId } from '../builder.ts'

const CreateDownloadInput = builder.inputType('CreateDownloadInput', {
  description: 'What to download.',
  fields: t => ({
    archiveId: t.id({ required: true, description: 'The archive.' }),
    path: t.string({
      required: true,
      defaultValue: '',
      description: 'A file, or a folder with all that is in it; empty is the whole archive.',
    }),
    rawPath: t.string({ description: 'The same by its `rawPath`; wins over `path`.' }),
  }),
})

const CreateDownloadPayload = builder
  .objectRef<Awaited<ReturnType<typeof createDownload>>>('CreateDownloadPayload')
  .implement({
    description: 'Where to get it.',
    fields: t => ({
      url: t.string({
        description: 'Below the server’s own address. Works once, without other credentials: keep it secret.',
        resolve: ({ ticket }) => `/downloads/${ticket}`,
      }),
      filename: t.exposeString('filename', { description: 'A folder is a `.tar`.' }),
      size: t.expose('size', {
        type: 'ByteSize',
        nullable: true,
        description: 'Null for what is only known at the end, such as a tar.',
      }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        description: 'Until then it can be begun.',
      }),
    }),
  })

builder.mutationFields(t => ({
  createDownload: t.field({
    type: CreateDownloadPayload,
    authScopes: { signedIn: true },
    description:
      'Makes an address from which a file or folder of an archive can be downloaded once. Like `Archive.entries`, it waits for the listing of the archive.',
    args: { input: t.arg({ type: CreateDownloadInput, required: true, description: 'What.' }) },
    resolve: (_root, { input }, { scope }) =>
      createDownload(
        scope,
        readId(input.archiveId, ['Archive'], 'archive'),
        readEntryPath(input.path, input.rawPath),
      ),
  }),
}))
