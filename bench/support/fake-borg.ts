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
  /** Print nothing before {@link FakeBorg.go}. */
  wait?: boolean
}

/** A program in place of Borg, which prints what it was told to. */
export interface FakeBorg {
  plan(plan: Plan): void
  /** Lets a `create` that waits begin. */
  go(): void
}

/** Stands before and after the time at which a line was written. */
export const mark = '@'

/** A built server with a fake Borg and a repository. */
export async function startWithFakeBorg(): Promise<
  { server: Server; borg: FakeBorg; repositoryId: string } & AsyncDisposable
> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'vinculum-bench-fake-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const program = join(folder, 'borg')
  const script = join(root, 'bench/processes/fake-borg.ts')
  // The server hands its Borg no environment, so everything is written down.
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' '${folder}' "$@"\n`)
  chmodSync(program, 0o755)
  const server = stack.use(await startServer({ BORG_PATH: program }))
  const repositoryId = await createRepository(server, {
    name: 'fake',
    path: join(folder, 'repository'),
    encryption: 'NONE',
    sourceDirectories: [folder],
  })
  const owned = stack.move()
  return {
    server,
    repositoryId,
    borg: {
      plan(plan) {
        rmSync(join(folder, 'go'), { force: true })
        writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
      },
      go: () => writeFileSync(join(folder, 'go'), ''),
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
