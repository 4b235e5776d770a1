import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A program that answers like Borg and whose backups print `lines` long log lines as fast as they can. */
export function makeTalkativeBorg(folder: string, lines: number): string {
  const file = join(folder, 'talkative-borg')
  const path = `srv/${'x'.repeat(200)}`
  const line = `{\\"type\\": \\"file_status\\", \\"status\\": \\"A\\", \\"path\\": \\"${path}/%d\\"}\\n`
  const end =
    '{"type": "log_message", "time": 0, "message": "terminating with success status, rc 0", "levelname": "INFO", "name": "borg.output.show-rc"}'
  writeFileSync(
    file,
    `#!/bin/sh
case "$1" in
  --version) echo 'borg 1.2.4' ;;
  create) awk 'BEGIN { for (i = 1; i <= ${lines}; i++) printf "${line}", i }' >&2; echo '${end}' >&2 ;;
esac
`,
  )
  chmodSync(file, 0o755)
  return file
}
