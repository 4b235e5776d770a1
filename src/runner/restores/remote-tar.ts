/**
 * What runs on a machine to which files are restored, as text for its login shell. Pure. The scripts never change: the folder is an argument of
 * theirs, so that no name can be read as a command.
 */

import { commandText } from '../borg/environment.ts'

/**
 * Makes the folder, for the account there alone, and unpacks what comes in. `tar` gets no option that would let a path lead out of it.
 * Its messages are in English, so that a full disk can be told (`evidence.ts`); what it prints otherwise is of no use here.
 */
const receiveScript =
  'umask 077; LC_ALL=C; export LC_ALL; mkdir -p -- "$1" && exec tar -x -p -f - -C "$1" >/dev/null'

/** Says in one word whether a folder can be written to, or made: the longest part of its path that is there tells. */
const probeScript = [
  'say() { echo "vinculum:$1"; exit; }',
  'command -v tar >/dev/null || say no-tar',
  'folder=$1',
  `until [ -e "$folder" ] || [ -L "$folder" ]; do folder=\${folder%/*}; folder=\${folder:-/}; done`,
  '[ -d "$folder" ] || say no-folder',
  '[ -w "$folder" ] && [ -x "$folder" ] || say not-writable',
  'say ready',
].join('; ')

const withFolder = (script: string, folder: string): string => commandText(['sh', '-c', script, 'sh', folder])

/** Unpacks the tar on its standard input in a folder. @param folder absolute */
export const receiveCommand = (folder: string): string => withFolder(receiveScript, folder)

/** Asks whether {@link receiveCommand} could do its work; {@link readProbe} reads the answer. Writes nothing. */
export const probeCommand = (folder: string): string => withFolder(probeScript, folder)

/** What a probe can say. */
export type ProbeWord = 'ready' | 'no-tar' | 'no-folder' | 'not-writable'

/** The answer among what else a login shell prints; null: the command did not run. */
export const readProbe = (output: string): ProbeWord | null =>
  (/^vinculum:(ready|no-tar|no-folder|not-writable)$/m.exec(output)?.[1] as ProbeWord | undefined) ?? null
