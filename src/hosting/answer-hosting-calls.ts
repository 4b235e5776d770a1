import type { BorgCallRow } from '../domain/borg-calls.ts'
import type { HostingCall, HostingCalls } from '../domain/hosting/hosting-calls.ts'
import type { World } from '../domain/scope.ts'

/** What the hosting room needs of the configuration beside `World.hosting`. */
export interface HostingSettings {
  /** Absolute path; null: sshd asks by `AuthorizedKeysCommand`, and no file is written. */
  readonly authorizedKeysFile: string | null
  /** Public host keys of the sshd that clients reach. */
  readonly hostKeyFiles: readonly string[]
  /** The pools whose files are on this machine. */
  readonly pools: readonly string[]
}

type Answers = {
  [Kind in HostingCall]: (
    call: BorgCallRow,
    input: HostingCalls[Kind]['input'],
  ) => Promise<HostingCalls[Kind]['output']>
}

/** Answers the calls that are about files of hosted repositories. */
export function createHostingAnswers(
  _world: World,
  _settings: HostingSettings,
): (call: BorgCallRow) => Promise<object> {
  const answers: Partial<Answers> = {}
  return call => {
    const work = answers[call.kind as HostingCall] as (call: BorgCallRow, input: unknown) => Promise<object>
    return work(call, JSON.parse(call.input))
  }
}
