import { copyFile } from 'node:fs/promises'
import { hasUsualForm, planFile } from '../domain/hosting/authorized-keys.ts'
import { readHostedKeys } from '../domain/hosting/hosted-keys.ts'
import type { HostingProblem, KeyFileFinding } from '../domain/hosting/hosting-calls.ts'
import type { World } from '../domain/kernel/scope.ts'
import type { HostingSettings } from './answer-hosting-calls.ts'
import { KeyFile } from './key-file.ts'

/** Findings that are undone by writing the file. */
const repaired: ReadonlySet<KeyFileFinding['kind']> = new Set(['MISSING', 'CHANGED', 'EXTRA'])

/** Our lines in `authorized_keys`, made from the tables. Without a file there is nothing to do: sshd asks for them one by one. */
export class HostedKeyLines {
  readonly #world: World
  readonly #settings: HostingSettings
  readonly #file: KeyFile | null
  readonly #tell: (finding: KeyFileFinding, isRepaired: boolean) => void

  /** @param tell hears of lines that are repaired, and at the start of all that is odd */
  constructor(
    world: World,
    settings: HostingSettings,
    tell: (finding: KeyFileFinding, isRepaired: boolean) => void,
  ) {
    this.#world = world
    this.#settings = settings
    this.#file =
      settings.authorizedKeysFile === null
        ? null
        : new KeyFile(settings.authorizedKeysFile, settings.takeLock)
    this.#tell = tell
  }

  /**
   * Brings the file to what the tables say now. What somebody has written into our lines that cannot be made again from the tables is
   * not lost silently: the file as it was is kept beside the new one (`.before-repair`).
   *
   * @param withNewKey the repository, if any, whose key must not be on a line that is not ours: sshd takes the first line with a key
   * @throws Error when it cannot be written
   */
  async write(withNewKey: string | null): Promise<HostingProblem | null> {
    let problem: HostingProblem | null = null
    await this.#edit(async content => {
      const planned = await this.#plan(content)
      const isTaken = planned.findings.some(
        ({ kind, repositoryName }) => kind === 'DANGEROUS' && repositoryName === withNewKey,
      )
      problem = isTaken && withNewKey !== null ? 'KEY_IN_OTHER_LINE' : null
      if (problem) return { content, odd: [] }
      const lines = content.split('\n')
      const odd = planned.findings.filter(
        ({ kind, line }) => kind === 'EXTRA' || (kind === 'CHANGED' && !hasUsualForm(lines[line! - 1]!)),
      )
      return { content: planned.content, odd }
    })
    return problem
  }

  /** Repairs what has come apart while nobody looked. @throws Error when it cannot be written */
  async repair(): Promise<void> {
    await this.#edit(async content => {
      const planned = await this.#plan(content)
      return { content: planned.content, odd: planned.findings }
    })
  }

  /** What is odd about the file; nothing is changed. */
  async review(): Promise<KeyFileFinding[]> {
    if (!this.#file) return []
    return [...(await this.#plan(await this.#file.read())).findings]
  }

  async #edit(
    plan: (content: string) => Promise<{ content: string; odd: readonly KeyFileFinding[] }>,
  ): Promise<void> {
    const path = this.#settings.authorizedKeysFile
    if (!this.#file || path === null) return
    const { odd } = await this.#file.edit(async content => {
      const planned = await plan(content)
      if (content !== '' && planned.odd.some(({ kind }) => repaired.has(kind)))
        await copyFile(path, `${path}.before-repair`)
      return planned
    })
    for (const finding of odd) this.#tell(finding, repaired.has(finding.kind))
  }

  async #plan(content: string) {
    const { wanted, gone, others } = await readHostedKeys(this.#world, this.#settings.pools)
    return planFile(content, wanted, gone, others)
  }
}
