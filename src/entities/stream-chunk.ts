import { defineEntity, p } from '@mikro-orm/core'

/**
 * Bytes on their way from a worker to the API server that called it: taken and removed within a moment, a few at a time. No
 * foreign key, and on PostgreSQL an unlogged table: what lives a second is not worth a lock and a line in the journal.
 */
export const StreamChunk = defineEntity({
  name: 'StreamChunk',
  tableName: 'stream_chunk',
  properties: {
    callId: p.integer().primary(),
    /** Counts the chunks of one stream from 0. */
    number: p.integer().primary(),
    /** In base64: the driver of PostgreSQL reads bytes from hexadecimal text, which costs more than all the rest of a stream. */
    content: p.text(),
  },
})
