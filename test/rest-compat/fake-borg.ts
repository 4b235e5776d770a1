import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A Borg that can be held: the real one, which prints some lines and waits for `release` before it creates an archive. */
export interface HeldBorg {
  /** For `BORG_PATH`. */
  readonly path: string
  /** Lets every `borg create` go on, from now on. */
  release(): void
}

/** @param lines that it prints before it waits */
export function makeHeldBorg(folder: string, lines: number): HeldBorg {
  const path = join(folder, 'held-borg')
  const gate = join(folder, 'gate')
  writeFileSync(
    path,
    `#!/bin/sh
case " $* " in
  *" create "*)
    seq 1 ${lines} | sed 's#.*#{"type": "file_status", "status": "A", "path": "held/&"}#' >&2
    while [ ! -e '${gate}' ]; do sleep 0.05; done
    ;;
esac
exec borg "$@"
`,
  )
  chmodSync(path, 0o755)
  return { path, release: () => writeFileSync(gate, '') }
}
