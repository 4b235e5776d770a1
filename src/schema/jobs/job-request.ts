import { type builder, readRepositoryId } from '../builder.ts'
import { ConflictPolicy } from '../enums.ts'

type InputFields = Parameters<NonNullable<Parameters<typeof builder.inputType>[1]['fields']>>[0]

/** The fields of every input that queues a job of a repository. */
export const jobRequest = (t: InputFields) => ({
  repositoryId: t.id({ required: true, description: 'Global id.' }),
  onConflict: t.field({
    type: ConflictPolicy,
    required: true,
    defaultValue: 'QUEUE' as const,
    description: 'When it is busy.',
  }),
  idempotencyKey: t.string({ description: 'Chosen by the caller. The same key again gives the same job.' }),
})

interface Request {
  repositoryId: string | number
  onConflict: 'QUEUE' | 'REJECT'
  idempotencyKey?: string | null | undefined
}

/** Reads {@link jobRequest}. @throws DomainError `NOT_FOUND` */
export const readJobRequest = ({ repositoryId, onConflict, idempotencyKey }: Request) => ({
  repositoryId: readRepositoryId(repositoryId),
  onConflict,
  idempotencyKey: idempotencyKey ?? null,
})
