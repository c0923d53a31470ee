import { expect, test } from 'vitest'
import { partsNotices } from './parts-notices.js'

const part = (startedAt: string, lastRecordAt: string | null, workloads: [] | null = []) => ({
  startedAt,
  lastRecordAt,
  command: null,
  workloads,
})

test('a run in one go has nothing to say', () => {
  expect(partsNotices([part('2026-01-01T00:00:00.000Z', null)])).toEqual([])
})

test('the parts are counted, with the gap before each', () => {
  const [first, second] = partsNotices([
    part('2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z'),
    part('2026-01-01T00:05:00.000Z', '2026-01-01T00:06:00.000Z'),
    part('2026-01-01T00:06:12.500Z', null),
  ])
  expect(first).toContain('THE RUN HAS 3 PARTS')
  expect(first).toContain('part 2 began at 2026-01-01T00:05:00.000Z, 4 min after')
  expect(first).toContain('part 3 began at 2026-01-01T00:06:12.500Z, 12.5 s after')
  expect(second).toContain('the worst of all parts')
})

test('a part that was killed is named as not known', () => {
  const killed = part('2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z', null)
  expect(partsNotices([killed, part('2026-01-01T00:02:00.000Z', null)])[1]).toContain('not known of part 1')
})
