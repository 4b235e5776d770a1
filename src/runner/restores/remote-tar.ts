/**
 * What runs on a machine to which files are restored, as text for its login shell. Pure. The scripts never change: the folder is an argument of
 * theirs, so that no name can be read as a command.
 */

import { posix } from 'node:path'
import { commandText } from '../borg/environment.ts'

/**
 * Makes the folder, for the account there alone, and unpacks what comes in. `tar` gets no option that would let a path lead out of it.
 * Its messages are in English, so that a full disk can be told (`evidence.ts`); what it prints otherwise is of no use here.
 */
const receiveScript =
  'umask 077; LC_ALL=C; export LC_ALL; mkdir -p -- "$1" && exec tar -x -p -f - -C "$1" >/dev/null'

/**
 * Says what is in the way of writing to a folder, or of making it: the longest part of its path that is there tells. If nothing is, says where
 * the folder is, or would be, without symbolic links.
 */
const probeScript = [
  'fail() { echo "vinculum:$1"; exit; }',
  'command -v tar >/dev/null || fail no-tar',
  'folder=$1',
  `until [ -e "$folder" ] || [ -L "$folder" ]; do folder=\${folder%/*}; folder=\${folder:-/}; done`,
  '[ -d "$folder" ] || fail no-folder',
  '[ -w "$folder" ] && [ -x "$folder" ] && cd -P "$folder" || fail not-writable',
  `printf "vinculum:ready:%s\\n" "$PWD/\${1#"$folder"}"`,
].join('; ')

/** Names the symbolic links in a folder, each ended by a zero byte; none of one that is not there. */
const linksScript = 'cd -P "$1" 2>/dev/null || exit 0; exec find . -type l -print0'

const withFolder = (script: string, folder: string): string => commandText(['sh', '-c', script, 'sh', folder])

/** Unpacks the tar on its standard input in a folder. @param folder absolute */
export const receiveCommand = (folder: string): string => withFolder(receiveScript, folder)

/** Asks whether {@link receiveCommand} could do its work; {@link readProbe} reads the answer. Writes nothing. */
export const probeCommand = (folder: string): string => withFolder(probeScript, folder)

/** What can be in the way. */
export type Obstacle = 'no-tar' | 'no-folder' | 'not-writable' | 'not-utf-8'

/** The answer among what else a login shell prints, with the real path of the folder; null: the command did not run. */
export function readProbe(output: string): { real: string } | { obstacle: Obstacle } | null {
  const obstacle = /^vinculum:(no-tar|no-folder|not-writable)$/m.exec(output)?.[1]
  if (obstacle !== undefined) return { obstacle: obstacle as Obstacle }
  const real = /^vinculum:ready:(\/[\s\S]*)\n$/m.exec(output)?.[1]
  if (real === undefined) return null
  if (real.includes('\ufffd')) return { obstacle: 'not-utf-8' }
  const normal = posix.normalize(real)
  return { real: normal === '/' ? normal : normal.replace(/\/$/, '') }
}

/** Asks for the symbolic links in a folder; {@link readLinks} reads the answer. @param folder absolute */
export const linksCommand = (folder: string): string => withFolder(linksScript, folder)

/** Paths below the folder; null when one of them is not UTF-8, so that it could not be recognised. */
export function readLinks(output: string): string[] | null {
  if (output.includes('\ufffd')) return null
  return output
    .split('\0')
    .filter(path => path !== '')
    .map(path => path.replace(/^\.\//, ''))
}
