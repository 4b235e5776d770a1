import { copyFile } from 'node:fs/promises'
import { planFile } from '../domain/hosting/authorized-keys.ts'
import { readHostedKeys } from '../domain/hosting/hosted-keys.ts'
import type { KeyFileFinding } from '../domain/hosting/hosting-calls.ts'
import type { World } from '../domain/scope.ts'
import type { HostingSettings } from './answer-hosting-calls.ts'
import { KeyFile } from './key-file.ts'

/** Our lines in `authorized_keys`, made from the tables. Without a file there is nothing to do: sshd asks for them one by one. */
export class HostedKeyLines {
  readonly #world: World
  readonly #settings: HostingSettings
  readonly #file: KeyFile | null

  constructor(world: World, settings: HostingSettings) {
    this.#world = world
    this.#settings = settings
    this.#file = settings.authorizedKeysFile === null ? null : new KeyFile(settings.authorizedKeysFile)
  }

  /** Brings the file to what the tables say now. @returns what was odd. @throws Error when it cannot be written */
  async write(): Promise<readonly KeyFileFinding[]> {
    if (!this.#file) return []
    const { findings } = await this.#file.edit(content => this.#plan(content))
    return findings
  }

  /** As {@link write}, but when lines have to be repaired, the file is kept as it was beside the new one (`.before-repair`). */
  async repair(): Promise<readonly KeyFileFinding[]> {
    const path = this.#settings.authorizedKeysFile
    if (!this.#file || path === null) return []
    const { findings } = await this.#file.edit(async content => {
      const planned = await this.#plan(content)
      if (content !== '' && planned.content !== content) await copyFile(path, `${path}.before-repair`)
      return planned
    })
    return findings
  }

  /** What is odd about the file; nothing is changed. */
  async review(): Promise<KeyFileFinding[]> {
    if (!this.#file) return []
    return [...(await this.#plan(await this.#file.read())).findings]
  }

  async #plan(content: string) {
    const { wanted, gone, others } = await readHostedKeys(this.#world, this.#settings.pools)
    return planFile(content, wanted, gone, others)
  }
}
