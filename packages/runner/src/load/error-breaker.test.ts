import { RunPlan, type RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { aPlan, aRequest, endless, measured, requestsFrom } from '../testing/planned-requests.js'
import { runOnVirtualClock } from '../testing/run-on-virtual-clock.js'

const closed = (concurrency: number) => ({ kind: 'closed' as const, concurrency, rampUpSeconds: 0 })
const failing = (errorClass: RequestErrorClass) => () => ({ errorClass, httpStatus: null, headersAt: null })
const stopAfter = (afterErrors: number) => ({ stop: { afterErrors } })

test('a refused connection is tried again after a pause that doubles up to five seconds', async () => {
  const { client, records } = await runOnVirtualClock(aPlan({ load: closed(1) }), requestsFrom(measured(9)), {
    latencyMs: () => 1,
    record: failing('connect_failed'),
  })
  const gaps = client.sent.slice(1).map(({ at }, index) => at - (client.sent[index]?.at as number) - 1)
  expect(gaps).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
  expect(records.map(({ flags }) => flags.includes('paused_after_refusal'))).toEqual([false, ...Array(8).fill(true)])
})

test('after a success, and after an error that the server answered with, the next request follows at once', async () => {
  const classes = ['connect_failed', null, 'server_error', null] as const
  const { client } = await runOnVirtualClock(aPlan({ load: closed(1) }), requestsFrom(measured(4)), {
    latencyMs: () => 1,
    record: ({ index }) => ({ errorClass: classes[index] ?? null, httpStatus: index === 0 ? null : 500 }),
  })
  expect(client.sent.map(({ at }) => at)).toEqual([0, 101, 102, 103])
})

test('batches rest too when their requests reached no server', async () => {
  const plan = aPlan({ load: { kind: 'batch', size: 2 } })
  const { client } = await runOnVirtualClock(plan, requestsFrom(measured(6)), {
    latencyMs: () => 1,
    record: failing('connect_failed'),
  })
  expect(client.sent.map(({ at }) => at)).toEqual([0, 0, 101, 101, 302, 302])
})

test('so many failures in a row end a workload, and what was in flight still gets its record', async () => {
  const { result, records } = await runOnVirtualClock(aPlan({ load: closed(2), plan: stopAfter(5) }), endless(), {
    record: failing('server_error'),
  })
  // Records are handed on just after the instant in which they ended, when the free place has sent once more.
  expect(result.workloads[0]).toMatchObject({ stopReason: 'errors', records: 7, failed: 7 })
  expect(records).toHaveLength(7)
  expect(result.interrupted).toBe(false)
})

test('one success between failures starts the count anew', async () => {
  const { result } = await runOnVirtualClock(
    aPlan({ load: closed(1), plan: stopAfter(3) }),
    requestsFrom(measured(20)),
    { record: ({ index }) => (index % 3 === 2 ? {} : { errorClass: 'server_error', httpStatus: 500 }) },
  )
  expect(result.workloads[0]).toMatchObject({ stopReason: 'requests', records: 20 })
})

test('0 never ends it', async () => {
  const { result } = await runOnVirtualClock(
    aPlan({ load: closed(1), plan: stopAfter(0) }),
    requestsFrom(measured(150)),
    { record: failing('server_error') },
  )
  expect(result.workloads[0]).toMatchObject({ stopReason: 'requests', failed: 150 })
})

test('a server that cannot be reached ends the whole run, one that answers with errors only the workload', async () => {
  const run = (errorClass: RequestErrorClass) => {
    const one = aPlan({ load: closed(1), plan: stopAfter(2) })
    const second = { ...(one.workloads[0] as (typeof one.workloads)[0]), name: 'V' }
    const plan = RunPlan.parse({ ...one, workloads: [one.workloads[0], second] })
    const requests = ['W', 'V'].flatMap((workload) => [0, 1, 2, 3].map((index) => aRequest({ workload, index })))
    return runOnVirtualClock(plan, requestsFrom(requests), { record: failing(errorClass) })
  }
  const reasons = async (errorClass: RequestErrorClass) =>
    (await run(errorClass)).result.workloads.map(({ workload, stopReason }) => [workload.name, stopReason])
  expect(await reasons('connect_failed')).toEqual([['W', 'target_unreachable']])
  expect(await reasons('server_error')).toEqual([
    ['W', 'errors'],
    ['V', 'errors'],
  ])
})
