import { isDeepStrictEqual } from 'node:util'
import type { Run } from '../../execute.ts'
import { KeepAsSentDocument } from '../../generated/borg-ui/as-sent.ts'
import { type GlobalType, globalId } from '../../global-ids.ts'

/** By field of an answer: what a client sent, and what the answer held right after. */
type Kept = Record<string, { sent: unknown; shown: unknown }>

const read = (asSent: string | null): Kept => (asSent === null ? {} : JSON.parse(asSent))

/**
 * Lets a client read what it sent, byte for byte, where this server keeps another form of it: configuration tools compare
 * the two. What was sent is answered only while the value that the server derived from it is still the same, so that
 * whatever changes the object otherwise is seen at once.
 *
 * @param together fields of which the server keeps one thing: what was sent of one stands only while none has changed
 */
export function asSent<Shown extends object>(together: readonly (string & keyof Shown)[] = []) {
  const basisOf = (shown: Shown, field: string): unknown => {
    const fields = (together as readonly string[]).includes(field) ? together : [field as keyof Shown]
    return fields.map(name => shown[name])
  }
  return {
    /** An answer as its client spelled it. @param kept the object's `asSent` */
    show(shown: Shown, kept: string | null): Shown {
      const current = Object.entries(read(kept)).filter(
        ([field, entry]) => field in shown && isDeepStrictEqual(basisOf(shown, field), entry.shown),
      )
      return { ...shown, ...Object.fromEntries(current.map(([field, { sent }]) => [field, sent])) }
    },

    /**
     * Remembers what a request sent, after it was done.
     *
     * @param shown the answer as the server derives it now
     * @param kept the object's `asSent` until now
     * @param sent by field of the answer; undefined where the request said nothing
     * @returns the answer as its client spelled it
     */
    async keep(
      run: Run,
      { type, id }: { type: GlobalType; id: number },
      { shown, kept }: { shown: Shown; kept: string | null },
      sent: { readonly [Field in keyof Shown]?: unknown },
    ): Promise<Shown> {
      const before = read(kept)
      const said = Object.entries(sent).filter(([, value]) => value !== undefined)
      const entries = said.map(([field, value]) => {
        const isSame = isDeepStrictEqual(value, shown[field as keyof Shown])
        return [field, isSame ? null : { sent: value, shown: basisOf(shown, field) }] as const
      })
      const changes = entries.filter(([field, entry]) => !isDeepStrictEqual(entry, before[field] ?? null))
      if (changes.length > 0)
        await run(KeepAsSentDocument, {
          id: globalId(type, id),
          fields: JSON.stringify(Object.fromEntries(changes)),
        })
      return { ...shown, ...Object.fromEntries(said) }
    },
  }
}

/** Some fields of a body under the names that they have there; null is the same as absent. */
export const sentOf = <Body extends object, Field extends keyof Body>(
  body: Body,
  fields: readonly Field[],
): { [Key in Field]?: NonNullable<Body[Key]> } =>
  Object.fromEntries(fields.filter(field => body[field] != null).map(field => [field, body[field]])) as never
