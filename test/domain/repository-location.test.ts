import { expect, test } from 'vitest'
import { isUnsafeToDelete } from '../../src/domain/repositories/repository-location.ts'

test.each(['/', '/home', '/srv/', '/usr/local/repository', '/etc/borg', '/lib64/x', '/a/../b'])(
  'nothing is removed at %s',
  path => {
    expect(isUnsafeToDelete(path)).toBe(true)
  },
)

test.each(['/srv/repository', '/home/ann/usr', '/library/x'])('a repository may be removed at %s', path => {
  expect(isUnsafeToDelete(path)).toBe(false)
})
