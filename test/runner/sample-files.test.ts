import { expect, it } from 'vitest'
import { SamplePicker } from '../../src/runner/restores/sample-files.ts'
import { createRandom } from '../fixtures/random.ts'

const MiB = 1024 * 1024

function sampleOf(sizes: readonly number[], seed = 1) {
  const random = createRandom(seed)
  const picker = new SamplePicker(() => random.next())
  for (const [index, size] of sizes.entries()) picker.add({ path: `f${index}`, size })
  return picker.sample()
}

it('takes everything where there is little', () => {
  const sample = sampleOf([1, 2, 3])
  expect(sample.map(({ path }) => path).toSorted()).toEqual(['f0', 'f1', 'f2'])
})

it('takes a hundred of many, each with the same chance', () => {
  const hits = Array.from({ length: 1000 }, () => 0)
  for (let seed = 0; seed < 200; seed += 1) {
    const sample = sampleOf(Array(1000).fill(1), seed)
    expect(new Set(sample.map(({ path }) => path)).size).toBe(100)
    for (const { path } of sample) hits[Number(path.slice(1))]! += 1
  }
  // Of 200 samples a tenth each: 20 on average.
  const parts = [0, 1, 2, 3].map(
    part => hits.slice(part * 250, part * 250 + 250).reduce((a, b) => a + b) / 250,
  )
  for (const average of parts) expect(average).toBeGreaterThan(18)
  for (const average of parts) expect(average).toBeLessThan(22)
})

it('keeps to its budget, and takes large files where they fit', () => {
  const sample = sampleOf([...Array(50).fill(30 * MiB), 600 * MiB])
  const bytes = sample.reduce((sum, { size }) => sum + size, 0)
  expect(bytes).toBeLessThanOrEqual(512 * MiB)
  expect(bytes).toBeGreaterThan(480 * MiB)
})

it('takes the smallest file when every one is too large, and nothing of nothing', () => {
  expect(sampleOf([900 * MiB, 700 * MiB, 800 * MiB])).toEqual([{ path: 'f1', size: 700 * MiB }])
  expect(sampleOf([])).toEqual([])
})
