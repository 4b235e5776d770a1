import type { World } from '../../domain/kernel/scope.ts'
import type { SshConnectionRow } from '../../domain/ssh/ssh-connections.ts'
import { isRemoteLocation } from '../borg/environment.ts'
import { readAccounts } from './accounts.ts'
import { existingRealPath, foldPath, isWithin } from './paths.ts'

/** What is wrong with writing to a place. */
export interface PlaceProblem {
  /** Follows the path, in brackets. */
  reason: string
  /** May an administrator want it all the same, as for a machine or a home that is restored as a whole? */
  canBeConfirmed: boolean
}

const sensitive = (reason: string): PlaceProblem => ({ reason, canBeConfirmed: true })
const never = (reason: string): PlaceProblem => ({ reason, canBeConfirmed: false })

/** Folders of the operating system, and what would be overwritten there. */
const systemFolders: Readonly<Record<string, PlaceProblem>> = {
  '/bin': sensitive('programs'),
  '/boot': sensitive('the boot loader'),
  '/dev': sensitive('devices'),
  '/etc': sensitive('the configuration of the machine'),
  '/lib': sensitive('programs'),
  '/lib32': sensitive('programs'),
  '/lib64': sensitive('programs'),
  '/libx32': sensitive('programs'),
  '/proc': never('the kernel'),
  '/root': sensitive('the home of root'),
  '/run': sensitive('running programs'),
  '/sbin': sensitive('programs'),
  '/sys': never('the kernel'),
  '/usr': sensitive('programs'),
  '/var/cache': sensitive('running programs'),
  '/var/lib': sensitive('the data of installed programs'),
  '/var/log': sensitive('the logs of the machine'),
  '/var/run': sensitive('running programs'),
  '/var/spool': sensitive('the orders of cron and mail'),
}

const startUp = sensitive('decides what runs when its owner signs in')

/** Names in a home by which others could act as its owner; `a/b` is a name in a folder. */
const telling: ReadonlyMap<string, PlaceProblem> = new Map([
  ...['.ssh', '.rhosts', '.shosts', '.k5login', '.k5users'].map(
    name => [name, sensitive('decides who may sign in')] as const,
  ),
  ...[
    ...['.profile', '.bashrc', '.bash_profile', '.bash_login', '.bash_logout', '.bash_aliases', '.kshrc'],
    ...['.zshrc', '.zprofile', '.zlogin', '.zlogout', '.zshenv', '.login', '.logout', '.cshrc', '.tcshrc'],
    ...['.xprofile', '.xinitrc', '.xsession', '.xsessionrc', '.xserverrc', '.pam_environment', '.netrc'],
    ...['.forward', '.config/fish', '.config/autostart', '.config/systemd', '.config/environment.d'],
    ...['.config/plasma-workspace', '.config/autostart-scripts', '.local/share/systemd'],
    ...['.local/share/autostart', '.local/share/dbus-1'],
  ].map(name => [name, startUp] as const),
])

/** What the judge must know of this machine. */
export interface PlaceFacts {
  /** Real path; nothing is written in it but below the restore roots. Null: it is on another machine. */
  dataDir: string | null
  /** Real paths. */
  repositories: readonly string[]
  /** Real paths of the folders that an administrator has set aside for restores: no program takes what lies there for its own. */
  roots: readonly string[]
  /** Homes of this machine, with the numbers of their owners. */
  homes: readonly { path: string; uid: number }[]
  /** Of this server. */
  uid: number
}

/** Judges where files would be written: each by the place at which it would be, wherever it came from. */
export class PlaceJudge {
  readonly #facts: PlaceFacts
  /** Folders that have an owner, folded. */
  readonly #zones = new Map<string, PlaceProblem>()
  readonly #homes: ReadonlySet<string>
  readonly #ownHomes: ReadonlySet<string>

  constructor(facts: PlaceFacts) {
    this.#facts = facts
    for (const [folder, problem] of Object.entries(systemFolders)) this.#zones.set(folder, problem)
    const { homes, uid } = facts
    this.#homes = new Set(homes.map(({ path }) => foldPath(path)))
    this.#ownHomes = new Set(homes.filter(home => home.uid === uid).map(({ path }) => foldPath(path)))
    // Accounts of programs have their homes where their data are, or nowhere: the folders above are about those.
    for (const home of homes)
      if (home.uid >= firstPerson && home.uid !== nobody && home.uid !== uid && home.path !== '/')
        this.#zones.set(foldPath(home.path), othersHome)
    if (facts.dataDir !== null) this.#zones.set(foldPath(facts.dataDir), never('the data of this server'))
    for (const path of facts.repositories) this.#zones.set(foldPath(path), never('a repository'))
  }

  /** What would be wrong with a file or folder at this real, absolute path; null for nothing. */
  problemAt(path: string): PlaceProblem | null {
    const folded = foldPath(path)
    const root = this.#facts.roots.find(one => isWithin(path, one))
    const parts = folded.split('/').slice(1)
    let worst: PlaceProblem | null = null
    let prefix = ''
    for (const [index, part] of parts.entries()) {
      const parent = prefix || '/'
      prefix = `${prefix}/${part}`
      const found = this.#zoneAt(prefix, parent, root) ?? this.#tellingAt(parts, index, parent, root)
      // What is above may be confirmed, and what is below not.
      if (found && !found.canBeConfirmed) return found
      worst ??= found
    }
    return worst
  }

  /** What a folder holds that nothing may be restored over: the path, and why; null for nothing. */
  heldIn(folder: string): { path: string; problem: PlaceProblem } | null {
    const folded = foldPath(folder)
    for (const [path, problem] of this.#zones)
      if (path !== folded && isWithin(path, folded)) return { path, problem }
    return folded === '/home' ? { path: '/home', problem: othersHome } : null
  }

  #zoneAt(folder: string, parent: string, root: string | undefined): PlaceProblem | null {
    const zone = this.#zones.get(folder) ?? this.#homeAt(folder, parent)
    if (!zone || root === undefined) return zone ?? null
    // An administrator has set the root aside, in whatever folder it is; what is within it is judged.
    return zone === othersHome || isWithin(foldPath(root), folder) ? null : zone
  }

  #homeAt(folder: string, parent: string): PlaceProblem | null {
    return parent === '/home' && !this.#ownHomes.has(folder) ? othersHome : null
  }

  /** In a restore root such a name means something in what is known to be a home only. */
  #tellingAt(
    parts: readonly string[],
    index: number,
    parent: string,
    root: string | undefined,
  ): PlaceProblem | null {
    if (!parts[index]!.startsWith('.')) return null
    if (root !== undefined && !this.#homes.has(parent) && !/^\/home\/[^/]+$|^\/root$/.test(parent))
      return null
    for (let end = index + 1; end <= Math.min(index + 3, parts.length); end += 1) {
      const found = telling.get(parts.slice(index, end).join('/'))
      if (found) return found
    }
    return null
  }
}

const othersHome = sensitive('the home of another account')
/** Numbers of accounts that are people's begin here, on all usual distributions. */
const firstPerson = 1000
const nobody = 65_534

/** What is known of another machine beforehand: who signs in there, and where the homes of people usually are. */
export const placeFactsOver = ({ username }: Pick<SshConnectionRow, 'username'>): PlaceFacts => ({
  dataDir: null,
  repositories: [],
  roots: [],
  homes: [{ path: username === 'root' ? '/root' : `/home/${username}`, uid: firstPerson }],
  uid: firstPerson,
})

/** Reads what this machine has now. */
export async function readPlaceFacts(
  world: Pick<World, 'db'>,
  dataDir: string,
  roots: readonly string[],
): Promise<PlaceFacts> {
  const rows = await world.db.selectFrom('repository').select('path').execute()
  const local = rows.map(row => row.path).filter(path => !isRemoteLocation(path))
  return {
    dataDir: await existingRealPath(dataDir),
    repositories: await Promise.all(local.map(path => existingRealPath(path.replace(/^file:\/\//, '')))),
    roots: await Promise.all(roots.map(existingRealPath)),
    homes: await Promise.all(
      (await readAccounts()).map(async ({ home, uid }) => ({ path: await existingRealPath(home), uid })),
    ),
    uid: process.getuid!(),
  }
}
