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

/** The real Borg, but for commands that stand still at 50 % until they are let go. */
export interface SlowBorg {
  /** For `BORG_PATH`. */
  readonly path: string
  /** From now on these commands stand still, and no others. */
  slowDown(...commands: string[]): void
}

export function makeSlowBorg(folder: string): SlowBorg {
  const path = join(folder, 'slow-borg')
  const slow = join(folder, 'slow')
  writeFileSync(
    path,
    `#!/bin/sh
while grep -qxs -e "$1" '${slow}'; do
  echo '{"type": "progress_percent", "operation": 1, "msgid": "check.segments", "finished": false, "message": "Checking segments 50.0%", "current": 51, "total": 100, "time": 0}' >&2
  sleep 0.1
done
exec borg "$@"
`,
  )
  chmodSync(path, 0o755)
  return { path, slowDown: (...commands) => writeFileSync(slow, commands.map(name => `${name}\n`).join('')) }
}
