/**
 * What a Borg of a given version can do: one table, feature → the version that brought it.
 *
 * Everything below was seen by running Borg 1.2.4, 1.4.0 and 2.0.0b5 (BORG.md sections 5, 9 and 10).
 */

/** A Borg version as printed by `borg --version`; pre-release suffixes (`b5`, `rc1`) stay in `text` only. */
export type BorgVersion = { text: string; major: number; minor: number; patch: number }

/** First version with each feature. The table is the only place where the code compares versions. */
const FEATURE_SINCE = {
  /** `BORG_EXIT_CODES=modern`: one exit code per error and warning; older versions ignore the variable. */
  modernExitCodes: '1.4.0',
  /** Warnings about source files carry a `msgid`; older versions give only their text. */
  warningMsgids: '1.4.0',
  /** `delete ::missing` exits 1; older versions warn but exit 0. */
  missingArchiveWarns: '1.4.0',
  /** Space is freed by `borg compact`; older versions free it inside `delete` and `prune`. */
  separateCompact: '1.2.0',
  /** `prune --keep-3monthly` (change log of Borg 1.4.1). */
  quarterlyRetention: '1.4.1',
} as const

/** A name of a feature that depends on Borg's version. */
export type BorgFeature = keyof typeof FEATURE_SINCE

/** The answer of {@link capabilitiesOf}: every feature, and whether this server runs that Borg at all. */
export type BorgCapabilities = Record<BorgFeature, boolean> & { supported: boolean }

/** A published weakness of a Borg version. */
export type BorgVulnerability = { id: string; summary: string; fixedIn: string }

/** Oldest version this server runs, and the first one it refuses (other commands, other repositories). */
const SUPPORTED = { from: '1.2.0', below: '2.0.0' }

/** Published weaknesses; `fixedIn` is the first version without it (release notes of Borg 1.2.5 and 1.2.6). */
const VULNERABILITIES: readonly BorgVulnerability[] = [
  {
    id: 'CVE-2023-36811',
    summary:
      'Somebody who can write to the repository can add spoofed archives and so cause data loss at the next prune. ' +
      'Upgrade to 1.2.6 or later and follow the upgrade steps at the top of its change log (1.2.5 cannot verify ' +
      'archives that were renamed or recreated). A distribution may have fixed it without a new version number.',
    fixedIn: '1.2.5',
  },
]

/**
 * Reads the output of `borg --version`: `borg 1.4.0`, `borg2 2.0.0b5`.
 *
 * @throws Error when the text holds no Borg version.
 */
export function parseBorgVersion(output: string): BorgVersion {
  const match = /^borg2? ((\d+)\.(\d+)\.(\d+)\S*)$/.exec(output.trim())
  if (!match) throw new Error(`Not a Borg version: ${JSON.stringify(output.slice(0, 80))}`)
  const [, text, major, minor, patch] = match
  return { text: text!, major: Number(major), minor: Number(minor), patch: Number(patch) }
}

/** What this version can do. `supported` is false below 1.2.0 and from 2.0.0 (its pre-releases included). */
export function capabilitiesOf(version: BorgVersion): BorgCapabilities {
  return {
    modernExitCodes: atLeast(version, FEATURE_SINCE.modernExitCodes),
    warningMsgids: atLeast(version, FEATURE_SINCE.warningMsgids),
    missingArchiveWarns: atLeast(version, FEATURE_SINCE.missingArchiveWarns),
    separateCompact: atLeast(version, FEATURE_SINCE.separateCompact),
    quarterlyRetention: atLeast(version, FEATURE_SINCE.quarterlyRetention),
    supported: atLeast(version, SUPPORTED.from) && !atLeast(version, SUPPORTED.below),
  }
}

/** The published weaknesses of this version, to be shown to administrators. */
export function knownVulnerabilities(version: BorgVersion): BorgVulnerability[] {
  return VULNERABILITIES.filter(({ fixedIn }) => !atLeast(version, fixedIn))
}

/** A pre-release counts as its release: 2.0.0b5 already speaks Borg 2. */
function atLeast(version: BorgVersion, since: string): boolean {
  const [major = 0, minor = 0, patch = 0] = since.split('.').map(Number)
  return (version.major - major || version.minor - minor || version.patch - patch) >= 0
}

/** What the API shows of a Borg, by its version text: the features that it has, and its known weaknesses. */
export function describeBorg(text: string): { capabilities: string[]; vulnerabilities: BorgVulnerability[] } {
  const version = parseBorgVersion(text.startsWith('borg') ? text : `borg ${text}`)
  const { supported: _, ...features } = capabilitiesOf(version)
  return {
    capabilities: Object.entries(features).flatMap(([feature, present]) => (present ? [feature] : [])),
    vulnerabilities: knownVulnerabilities(version),
  }
}
