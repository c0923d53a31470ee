import { expect, test } from 'vitest'
import { killAndResume } from './programs/kill-and-resume.mjs'

test('kill -9 loses no record that was reported, and resuming ends with one record per request', async () => {
  // Killed after its first records, in the middle, and near the end; the resumed runs are killed too.
  const outcome = await killAndResume({ requests: 300, killAfterRecords: [1, 90, 120] })
  expect(outcome).toMatchObject({ planned: 300, kills: 3, lost: [], missing: [], doubled: [] })
})
