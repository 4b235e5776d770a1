import { rm } from 'node:fs/promises'

/** Files that ssh needs for one connection, in a folder that only this server's user can read. */
export interface ConnectionFiles {
  /** The private key, 0600; removed when the process is gone. */
  privateKey: string
  /** The host keys that this connection trusts, and no others. */
  knownHosts: string
  log: string
}

/** They stand beside the file for Borg's own key, see {@link removeConnectionKey}. */
export const connectionFiles = (keyFile: string, log: string): ConnectionFiles => ({
  privateKey: `${keyFile}.ssh`,
  knownHosts: `${keyFile}.known-hosts`,
  log,
})

/** Removes the private key that stands beside this key file. */
export const removeConnectionKey = (keyFile: string): Promise<void> => rm(`${keyFile}.ssh`, { force: true })
