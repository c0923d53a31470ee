import { LoadPlan, RunPlan } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { wholeBatches } from './whole-batches.js'

const planOf = (load: object, stop: object = {}) =>
  RunPlan.parse({
    target: { kind: 'simulated' },
    workloads: [
      { name: 'W', source: 'short_qa', promptTokens: 8, outputTokens: 4, requests: 5, load: LoadPlan.parse(load) },
    ],
    rounds: 2,
    ...stop,
  })
const record = (round: number, index: number, phase: 'measured' | 'warmup' = 'measured') =>
  aRecord({ requestId: `${phase}-${round}-${index}`, workload: 'W', phase, round, index })
async function kept(plan: RunPlan, ...records: ReturnType<typeof aRecord>[]) {
  const ids: string[] = []
  for await (const { requestId } of wholeBatches(plan, records)) ids.push(requestId)
  return ids
}

test('a batch that had not ended is left out, the smaller one at the end of a round is whole', async () => {
  const round = [0, 1, 3, 2, 4].map((index) => record(0, index))
  const torn = [record(1, 1), record(1, 0), record(1, 2)]
  const all = await kept(planOf({ kind: 'batch', size: 2 }), ...round, ...torn)
  expect(all).toEqual(['0-0', '0-1', '0-3', '0-2', '0-4', '1-1', '1-0'].map((id) => `measured-${id}`))
})

test('a time limit gives no batch that is smaller', async () => {
  const plan = planOf({ kind: 'batch', size: 2 }, { stop: { byRequests: false, durationSeconds: 10 } })
  expect(await kept(plan, record(0, 4))).toEqual([])
})

test('streams and arrivals keep every request, and each once; a warm-up is kept as it is', async () => {
  const records = [record(0, 0), record(0, 0), record(0, 3)]
  expect(await kept(planOf({ kind: 'closed', concurrency: 2 }), ...records)).toHaveLength(2)
  expect(await kept(planOf({ kind: 'batch', size: 4 }), record(0, 0, 'warmup'))).toHaveLength(1)
})
