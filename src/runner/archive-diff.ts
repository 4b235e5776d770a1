import type { DiffPage } from '../domain/borg-calls.ts'
import type { RepositoryRow } from '../domain/repositories.ts'
import type { World } from '../domain/scope.ts'
import type { RunnerSettings } from './settings.ts'

export async function readDiff(
  _world: World,
  _settings: RunnerSettings,
  _repository: RepositoryRow,
  _page: { fromId: number; toId: number; offset: number; limit: number },
  _signal: AbortSignal,
): Promise<DiffPage> {
  return { changes: [], next: null }
}
