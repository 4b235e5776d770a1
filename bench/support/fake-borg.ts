import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRepository } from './jobs.ts'
import { root } from './processes.ts'
import { type Server, startServer } from './server.ts'

/** What the fake Borg's next `create` prints. */
export interface Plan {
  lines: number
  /** 0: as fast as it can. */
  perSecond: number
  /** Bytes of progress, which are no log lines, after each line. */
  filler?: number
  /** Length of a line in bytes, at the least. */
  width?: number
  /** Print nothing before {@link FakeBorg.go}. */
  wait?: boolean
}

/** A program in place of Borg, which prints what it was told to. */
export interface FakeBorg extends Disposable {
  /** For `BORG_PATH`. */
  readonly program: string
  /** Its folder, which is removed at the end. */
  readonly folder: string
  plan(plan: Plan): void
  /** Lets a `create` that waits begin. */
  go(): void
}

/** Makes a fake Borg. */
export function makeFakeBorg(): FakeBorg {
  const folder = mkdtempSync(join(tmpdir(), 'vinculum-bench-fake-'))
  const program = join(folder, 'borg')
  const script = join(root, 'bench/processes/fake-borg.ts')
  // The server hands its Borg no environment, so everything is written down.
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' '${folder}' "$@"\n`)
  chmodSync(program, 0o755)
  return {
    program,
    folder,
    plan(plan) {
      rmSync(join(folder, 'go'), { force: true })
      writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
    },
    go: () => writeFileSync(join(folder, 'go'), ''),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Makes one that does nothing but print a few lines, at the price of a shell. */
export function makeQuickBorg(): Pick<FakeBorg, 'program' | 'folder'> & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'vinculum-bench-quick-'))
  const program = join(folder, 'borg')
  const line = '{"type": "file_status", "status": "A", "path": "/srv/data/file"}'
  const end =
    '{"type": "log_message", "time": 0, "message": "terminating with success status, rc 0", "levelname": "INFO", "name": "borg.output.show-rc"}'
  const cases = [
    `--version) echo 'borg 1.2.4' ;;`,
    `create) printf '%s\\n' '${line}' '${line}' '${end}' >&2 ;;`,
  ]
  writeFileSync(program, `#!/bin/sh\ncase "$1" in\n${cases.join('\n')}\nesac\n`)
  chmodSync(program, 0o755)
  return { program, folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A built server with a fake Borg and a repository. */
export async function startWithFakeBorg(): Promise<
  { server: Server; borg: FakeBorg; repositoryId: string } & AsyncDisposable
> {
  await using stack = new AsyncDisposableStack()
  const borg = stack.use(makeFakeBorg())
  const server = stack.use(await startServer({ BORG_PATH: borg.program }))
  const repositoryId = await createRepository(server, {
    name: 'fake',
    path: join(borg.folder, 'repository'),
    encryption: 'NONE',
    sourceDirectories: [borg.folder],
  })
  const owned = stack.move()
  return { server, repositoryId, borg, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
