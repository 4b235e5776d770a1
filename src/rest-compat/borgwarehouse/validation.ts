/** What a body says about a repository, in the words of the schema. */
export interface Wishes {
  alias?: string
  sshPublicKey?: string
  /** Bytes. */
  quota?: number
  comment?: string
  freshnessSeconds?: number
  lanCommand?: boolean
  appendOnly?: boolean
  icon?: string
  storageTarget?: string
}

/** The alert values of the web interface, in seconds, and of the older family (contract borgwarehouse, section 2). */
const alerts = new Set([
  0, 3600, 21_600, 43_200, 90_000, 172_800, 259_200, 345_600, 432_000, 518_400, 604_800, 864_000, 1_209_600,
  2_592_000,
])

const gigabyte = 1e9
/** Larger ones cannot be said in bytes by a JSON number. */
const mostGigabytes = 9_007_199

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
const isSize = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= mostGigabytes

/** Each key of the older family: its rule, and what it is called in the schema. */
const legacyKeys: Record<string, [is: (value: unknown) => boolean, wish: keyof Wishes]> = {
  alias: [value => isText(value) && value.trim() !== '', 'alias'],
  sshPublicKey: [value => isText(value) && value.trim() !== '', 'sshPublicKey'],
  storageSize: [isSize, 'quota'],
  comment: [isText, 'comment'],
  alert: [value => isNumber(value) && alerts.has(value), 'freshnessSeconds'],
  lanCommand: [isFlag, 'lanCommand'],
  appendOnlyMode: [isFlag, 'appendOnly'],
}

/**
 * The body of the older family: exactly these keys, all of them, or for a change at least one (contract borgwarehouse, 3.5 and 3.6).
 *
 * @returns null for what is "unexpected data"
 */
export function readLegacyBody(body: unknown, isChange: boolean): Wishes | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null
  const given = Object.entries(body)
  const wanted = Object.keys(legacyKeys).length
  if (isChange ? given.length === 0 : given.length !== wanted) return null
  const wishes: Record<string, unknown> = {}
  for (const [key, value] of given) {
    const rule = Object.hasOwn(legacyKeys, key) ? legacyKeys[key]! : null
    if (!rule?.[0](value)) return null
    wishes[rule[1]] = rule[1] === 'quota' ? (value as number) * gigabyte : value
  }
  return wishes as Wishes
}

interface V1Key {
  key: string
  wish: keyof Wishes
  /** Of a new repository. */
  isNew(value: unknown): boolean
  newMessage: string
  isRequired?: true
  /** Of a change; absent: it cannot be changed, and is ignored. */
  isChange?(value: unknown): boolean
  changeMessage?: string
}

const filled = (value: unknown) => isText(value) && value !== ''

/** In the order of the checks: the first that fails answers (contract borgwarehouse, 4.3 and 4.4). */
const v1Keys: readonly V1Key[] = [
  {
    key: 'alias',
    wish: 'alias',
    isRequired: true,
    isNew: filled,
    newMessage: 'Alias must be a non-empty string',
    isChange: isText,
    changeMessage: 'Alias must be a string',
  },
  {
    key: 'sshPublicKey',
    wish: 'sshPublicKey',
    isRequired: true,
    isNew: filled,
    newMessage: 'SSH Public Key must be a non-empty string',
    isChange: isText,
    changeMessage: 'SSH Public Key must be a string',
  },
  {
    key: 'storageSize',
    wish: 'quota',
    isRequired: true,
    isNew: isSize,
    newMessage: 'Storage Size must be a positive integer',
    isChange: isNumber,
    changeMessage: 'Storage Size must be a number',
  },
  {
    key: 'comment',
    wish: 'comment',
    isNew: isText,
    newMessage: 'Comment must be a string',
    isChange: isText,
  },
  {
    key: 'alert',
    wish: 'freshnessSeconds',
    isNew: isNumber,
    newMessage: 'Alert must be a number',
    isChange: isNumber,
  },
  {
    key: 'lanCommand',
    wish: 'lanCommand',
    isNew: isFlag,
    newMessage: 'Lan Command must be a boolean',
    isChange: isFlag,
  },
  {
    key: 'appendOnlyMode',
    wish: 'appendOnly',
    isNew: isFlag,
    newMessage: 'Append Only Mode must be a boolean',
    isChange: isFlag,
  },
  {
    key: 'icon',
    wish: 'icon',
    isNew: isText,
    newMessage: 'Icon must be a valid icon name',
    isChange: isText,
  },
  {
    key: 'storageTarget',
    wish: 'storageTarget',
    isNew: isText,
    newMessage: 'Storage Target must be a string',
  },
]

/** The body of a new repository in `/api/v1`. @returns what is wrong first, or the wishes */
export function readNewBody(fields: Readonly<Record<string, unknown>>): string | Wishes {
  const wishes: Record<string, unknown> = {}
  for (const { key, wish, isNew, newMessage, isRequired } of v1Keys) {
    const value = fields[key]
    // Null counts as absent.
    if (value == null && !isRequired) continue
    if (!isNew(value)) return newMessage
    wishes[wish] = wish === 'quota' ? (value as number) * gigabyte : value
  }
  return wishes as Wishes
}

/** The body of a change in `/api/v1`: what is there is checked, what cannot be changed is ignored. @returns as {@link readNewBody} */
export function readChangeBody(fields: Readonly<Record<string, unknown>>): string | Wishes {
  const wishes: Record<string, unknown> = {}
  for (const { key, wish, isNew, newMessage, isChange, changeMessage } of v1Keys) {
    if (!isChange || !Object.hasOwn(fields, key)) continue
    const value = fields[key]
    if (!isChange(value)) return changeMessage ?? newMessage
    // The old server took any number, and wrote `-3G` into the key file (section 12, H12).
    if (wish === 'quota' && !isNew(value)) return newMessage
    wishes[wish] = wish === 'quota' ? (value as number) * gigabyte : value
  }
  return wishes as Wishes
}
