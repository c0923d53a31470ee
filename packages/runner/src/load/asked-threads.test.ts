import type { RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { expect, test, vi } from 'vitest'
import { aPlan } from '../testing/planned-requests.js'
import { threadsHere } from './asked-threads.js'

/** What was measured on this machine, by transport. */
const measured = new Map([['raw', 4]])
vi.mock('../calibration/helpful-threads.js', () => ({
  helpfulThreads: async (transport: string) => {
    const threads = measured.get(transport)
    return threads === undefined ? null : { threads, transport }
  },
}))

const planOf = (target: object, more: Partial<RunPlanInput> = {}) =>
  aPlan({
    load: { kind: 'closed', concurrency: 1, rampUpSeconds: 0 },
    plan: { target: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', ...target }, ...more },
  })

test.each([
  ['as many as were measured to help', planOf({ loadThreads: 'auto', transport: 'raw' }), 4],
  ['as many as are asked for', planOf({ loadThreads: 3, transport: 'raw' }), 3],
  ['one where nobody says', planOf({}), 1],
  ['as the workers of an older plan', planOf({}, { workers: 2 }), 2],
])('a machine has %s', async (_name, plan, threads) => {
  expect(await threadsHere(plan)).toEqual({ threads, notice: null })
})

test('a machine of which nothing is known has one thread, and says so', async () => {
  expect(await threadsHere(planOf({ loadThreads: 'auto', transport: 'fetch' }))).toEqual({
    threads: 1,
    notice: expect.stringContaining('calibrate --max was not run'),
  })
})
