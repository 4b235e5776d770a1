import { execFile } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** How a program ended, and what it printed on both streams. */
export interface Said {
  code: number
  output: string
}

/** Runs a program beside the server, as npm does; `sources` is the folder of another version of this project. */
export function runProgram(
  name: 'import-borgwarehouse' | 'migrate' | 'move-to-postgresql' | 'reset-password' | 'revoke-sessions',
  args: readonly string[],
  env: Record<string, string>,
  sources?: string,
  input = '',
): Promise<Said> {
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [sources ? join(sources, 'src', `${name}.ts`) : join(root, 'dist', `${name}.js`), ...args],
      {
        env: {
          PATH: process.env.PATH,
          ...(process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {}),
          ...env,
        },
      },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    )
    child.stdin!.end(input)
  })
}
