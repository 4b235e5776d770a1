import { readFile } from 'node:fs/promises'

/** An account of this machine. */
export interface Account {
  name: string
  uid: number
  gid: number
  home: string
  shell: string
}

/** The accounts that this machine itself knows; those of a directory service are not among them. */
export async function readAccounts(file = '/etc/passwd'): Promise<Account[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').flatMap(line => {
    const [name, , uid, gid, , home, shell] = line.split(':')
    return name && home?.startsWith('/')
      ? [{ name, uid: Number(uid), gid: Number(gid), home, shell: shell ?? '' }]
      : []
  })
}
