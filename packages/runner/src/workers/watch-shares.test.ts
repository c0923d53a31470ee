import type { LoadPlan } from '@sagellm-benchmark/protocol-types'
import type { FromWorker } from '@sagellm-benchmark/protocol-types/messages'
import { expect, test } from 'vitest'
import { driveShares } from '../testing/drive-shares.js'
import { aPlan, measured, requestsFrom } from '../testing/planned-requests.js'

const poisson: LoadPlan = { kind: 'poisson', rateRps: 500, maxConcurrency: null, rampUpSeconds: 0 }
const batches: LoadPlan = { kind: 'batch', size: 3 }

/** A load of three shards, the second of which holds back what it has to say. Its clock is measured all the while. */
function driven(load: LoadPlan, says: (message: FromWorker) => boolean, dueAtMs?: (index: number) => number) {
  const plan = aPlan({ load, requests: 30, plan: { timeouts: { connectMs: 1_000, totalMs: 2_000 } } })
  return driveShares(plan, requestsFrom(measured(30, dueAtMs)), {
    ...{ shares: 3, clocksApartMs: 0, stepMs: 2_000 },
    says: (share, message) => share !== 1 || says(message),
  })
}

const kindsOf =
  (...silent: FromWorker['kind'][]) =>
  ({ kind }: FromWorker) =>
    !silent.includes(kind)

test.each([
  ['never is prepared', poisson, kindsOf('prepared')],
  ['never says that it sent something', poisson, kindsOf('sent', 'records', 'driven')],
  ['never says what its share came to', poisson, kindsOf('driven')],
  ['never comes to its next batch', batches, kindsOf('batch_ready')],
] as const)(
  'a shard that %s is lost when shard 0 has waited, and the others send all of theirs',
  async (_name, load, says) => {
    const { result, records } = await driven(load, says, load === poisson ? (index) => index * 2 : undefined)
    const [workload] = result.workloads
    expect(workload?.lost).toMatchObject([
      { shard: 1, why: 'it said nothing of its requests for 73 s in which shard 0 waited' },
    ])
    expect(records.filter(({ shard }) => shard?.number !== 1)).toHaveLength(20)
  },
)

test('a shard whose last request is due two minutes after those of the others is waited for', async () => {
  const late = (index: number) => (index === 28 ? 120_000 : index * 2)
  const { result, records } = await driven(poisson, () => true, late)
  expect(result.workloads[0]?.lost ?? []).toEqual([])
  expect(records).toHaveLength(30)
})
