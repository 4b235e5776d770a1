import { z } from 'zod'
import { refuse } from '../protocol/problem.ts'
import { route } from '../protocol/route.ts'
import { laxInt } from '../values/lax.ts'
import { folderOf, mostFiles, tooLarge } from './archive-files.ts'
import { archiveId, noRepository, repositoryById, sayingFailed } from './archive-lookup.ts'
import { itemOf, itemShape } from './archive-shapes.ts'

const browse = route({
  method: 'get',
  path: '/api/browse/{repository_id}/{archive_name}',
  tag: 'Browse',
  summary: 'What is directly in a folder of an archive',
  access: 'signed-in',
  params: z.object({ repository_id: laxInt(), archive_name: z.string() }),
  query: z.object({ path: z.string().default(''), raw_path: z.string().optional() }),
  success: {
    status: 200,
    description: 'Directories first, then by name; nothing for an archive or folder that is not there',
    answer: z.strictObject({ items: z.array(itemShape) }),
  },
  refusals: [noRepository, tooLarge],
  plainFailures: true,
  async handle({ params, query, run }) {
    const repository = await repositoryById(run, params.repository_id)
    const id = await archiveId(run, repository.id, params.archive_name)
    const items: z.output<typeof itemShape>[] = []
    if (id === null) return { items }
    const read = async () => {
      for await (const file of folderOf(run, id, query.path, query.raw_path ?? null))
        if (items.push(itemOf(file)) > mostFiles)
          throw refuse(tooLarge, { linesRead: items.length, maxItems: mostFiles })
    }
    await sayingFailed('Failed to browse archive', read())
    return { items }
  },
})

/** The files of an archive, folder by folder. */
export const browseRoutes = [browse]
