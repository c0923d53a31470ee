import { expect, test } from 'vitest'
import { aPlan, aRequest, endless, measured, requestsFrom, warmups } from '../testing/planned-requests.js'
import { runOnVirtualClock } from '../testing/run-on-virtual-clock.js'

const closed = { kind: 'closed' as const, concurrency: 1, rampUpSeconds: 0 }

function twoWorkloads() {
  const plan = aPlan({ load: closed, plan: { warmup: { requests: 1, seconds: 0 } } })
  const [first] = plan.workloads
  return { ...plan, workloads: [first, { ...first, name: 'V' }] } as typeof plan
}

test('what happens around a workload happens before its warm-up and after its last answer', async () => {
  const events: string[] = []
  const requests = [...warmups(1), ...measured(2), aRequest({ workload: 'V' })]
  const { result } = await runOnVirtualClock(twoWorkloads(), requestsFrom(requests), {
    options: {
      observers: [{ onRecord: ({ requestId }) => void events.push(requestId) }],
      async around({ name }, drive) {
        events.push(`before ${name}`)
        const outcome = await drive()
        events.push(`after ${name}`)
        return outcome
      },
    },
  })
  expect(events).toEqual([
    'before W',
    'W-warmup-000',
    'W-r0-000',
    'W-r0-001',
    'after W',
    'before V',
    'V-r0-000',
    'after V',
  ])
  expect(result.workloads.map(({ records }) => records)).toEqual([3, 1])
})

test('nothing happens around a workload that an interruption has left out', async () => {
  const abort = new AbortController()
  const around: string[] = []
  await runOnVirtualClock(twoWorkloads(), endless(), {
    options: {
      signal: abort.signal,
      around({ name }, drive) {
        around.push(name)
        return drive()
      },
    },
    before: (clock) => void clock.setTimer(120, () => abort.abort()),
  })
  expect(around).toEqual(['W'])
})
