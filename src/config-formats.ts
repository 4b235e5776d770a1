import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'

/** What a variable accepts: in words that follow "must be", and as a schema that reads its text. */
export interface Format<Value> {
  readonly format: string
  readonly schema: z.ZodType<Value, string>
}

/** A text that keeps a rule. */
export function text(format: string, rule: RegExp | ((value: string) => boolean)): Format<string> {
  const check = rule instanceof RegExp ? (value: string) => rule.test(value) : rule
  return { format, schema: z.string().refine(check) }
}

/** A whole number in a range; `meaning` explains a special value. */
export function whole(minimum: number, maximum: number, meaning = ''): Format<number> {
  const digits = z.string().regex(/^\d{1,9}$/)
  const schema = digits.transform(Number).pipe(z.number().min(minimum).max(maximum))
  return { format: `a whole number from ${minimum} to ${maximum}${meaning}`, schema }
}

/** One of some names. */
export function oneOf<const Name extends string>(...names: [Name, ...Name[]]): Format<Name> {
  const quoted = names.map(name => `\`${name}\``)
  const format = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
  return { format, schema: z.string().pipe(z.enum(names)) }
}

const truths = new Map(Object.entries({ true: true, 1: true, yes: true, false: false, 0: false, no: false }))

/** Yes or no, in the spellings that people use. */
export const flag: Format<boolean> = {
  format: '`true` or `false` (also `1`, `0`, `yes`, `no`)',
  schema: z
    .string()
    .toLowerCase()
    .refine(word => truths.has(word))
    .transform(word => truths.get(word) === true),
}

/** A path; becomes absolute, and a leading `~` stands for the home directory. */
export const path: Format<string> = {
  format: 'a path',
  schema: z
    .string()
    .refine(value => !value.includes('\0'))
    .transform(value => resolve(value.replace(/^~(?=\/|$)/, homedir()))),
}

/** A path, or the word `none`. */
export const pathOrNone: Format<string> = {
  format: 'a path, or `none`',
  schema: z.union([z.literal('none'), path.schema]) as z.ZodType<string, string>,
}

/** Several paths separated by colons, as in `PATH`; doubles removed. */
export const pathList: Format<readonly string[]> = {
  format: 'paths, separated by colons',
  schema: z
    .string()
    .transform(value => [...new Set(value.split(':').filter(part => part.trim() !== ''))])
    .pipe(z.array(path.schema)),
}

/** Several values separated by commas, doubles removed. */
export function listOf<Value>(item: Format<Value>, plural: string, minimum = 1): Format<readonly Value[]> {
  const split = (value: string) => [...new Set(value.split(',').flatMap(part => part.trim() || []))]
  const schema = z.string().transform(split).pipe(z.array(item.schema).min(minimum))
  return { format: `${plural}, separated by commas`, schema }
}

/** An IP address, or a network as address/prefix length. */
export const network = text('an IP address or network', value => {
  const [address = '', prefix, ...more] = value.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
})

/** An absolute web address without anything secret or changing in it; the closing slash is dropped. */
export const url: Format<string> = {
  format: 'an absolute http:// or https:// URL without user, query and fragment',
  schema: z
    .string()
    .refine(value => {
      const parsed = URL.parse(value)
      if (parsed === null || !/^https?:$/.test(parsed.protocol)) return false
      return parsed.username === '' && parsed.password === '' && !/[?#]/.test(value)
    })
    .transform(value => new URL(value).href.replace(/\/+$/, '')),
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** The address of a PostgreSQL database. */
export const postgres = text(
  'a postgres:// or postgresql:// URL',
  value => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value) && isDecodable(value),
)

/** A program: a name that is looked up on the PATH, or an absolute path. */
export const program = text('the name of a program or an absolute path', value => {
  return !value.includes('\0') && (isAbsolute(value) || !value.includes('/'))
})

/** The name of an HTTP header (RFC 9110 section 5.1). */
export const headerName = text('the name of an HTTP header', /^[\w!#$%&'*+.^`|~-]{1,100}$/)

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** The address of an OpenID Connect issuer, as it calls itself. Passwords do not travel in the clear but on this machine. */
export const issuer: Format<string> = text(
  'an https:// URL without query (http:// for this machine only)',
  value => {
    const parsed = URL.parse(value)
    if (parsed?.username !== '' || parsed.password !== '' || /[?#]/.test(value)) return false
    return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && loopback.test(parsed.hostname))
  },
)

/** A folder that can hold hosted repositories, and what people call it. */
export interface StorageTarget {
  readonly path: string
  readonly name: string
}

/** `/mnt/a|Label,/mnt/b` (contract borgwarehouse, section 8): absolute paths, each perhaps with a label. */
export const storageTargets: Format<readonly StorageTarget[]> = {
  format: 'absolute paths, each perhaps followed by `|` and a label, separated by commas',
  schema: z.string().transform((value, context) => {
    const targets = value.split(',').flatMap(part => {
      const [folder = '', ...label] = part.split('|').map(text => text.trim())
      return folder ? [{ path: folder, name: label.join('|') || folder }] : []
    })
    const isPlain = (folder: string) =>
      isAbsolute(folder) && resolve(folder) === folder && !/\p{C}/u.test(folder)
    if (!targets.every(target => isPlain(target.path)))
      context.addIssue({ code: 'custom', message: 'not a plain absolute path' })
    return [...new Map(targets.map(target => [target.path, target])).values()]
  }),
}
