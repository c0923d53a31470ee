import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { BenchError, RunPlan } from '@sagellm-benchmark/protocol-types'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { expect, test } from 'vitest'
import { aPlan, aRequest, endless, measured, requestsFrom, warmups } from '../testing/planned-requests.js'
import { runOnVirtualClock } from '../testing/run-on-virtual-clock.js'
import { buildAhead } from './build-ahead.js'
import type { Requests, RequestSource } from './request-source.js'

const closed = { kind: 'closed' as const, concurrency: 2, rampUpSeconds: 0 }
const poisson = { kind: 'poisson' as const, rateRps: 10, rampUpSeconds: 0, maxConcurrency: null }

/** Builds ahead what a plan wants of a source; says what was built. */
async function built(plan: RunPlan, requests: RequestSource, signal = new AbortController().signal) {
  const [workload] = plan.workloads as [RunPlan['workloads'][0]]
  const progress: [number, number | null][] = []
  const { source, close } = await buildAhead({
    plan,
    workload,
    loadKind: loadKindOf(workload.load),
    requests,
    clock: virtualClock(),
    signal,
    room: { characters: 64_000_000 },
    onBuilt: (count, total) => progress.push([count, total]),
  })
  return { workload, source, close, progress }
}

async function idsOf(requests: Requests): Promise<string[]> {
  const ids: string[] = []
  for await (const { requestId } of requests) ids.push(requestId)
  return ids
}

test('all of a counted load is built, warm-up and every round, and given in its order', async () => {
  const plan = aPlan({ load: closed, requests: 3, rounds: 2, plan: { warmup: { requests: 2 } } })
  const rounds = [0, 1].flatMap((round) => [0, 1, 2].map((index) => aRequest({ round, index })))
  const { workload, source, progress } = await built(plan, requestsFrom([...warmups(2), ...rounds]))
  expect(progress.at(-1)).toEqual([8, 8])
  expect(await idsOf(source.warmup(workload))).toEqual(['W-warmup-000', 'W-warmup-001'])
  expect(await idsOf(source.measured(workload))).toEqual(rounds.map(({ requestId }) => requestId))
})

test('of an open loop by duration what falls due within it is built, and the source goes on after that', async () => {
  const plan = aPlan({ load: poisson, plan: { stop: { durationSeconds: 2, byRequests: false } } })
  const { workload, source, close, progress } = await built(
    plan,
    endless((index) => index * 100),
  )
  // Due at 0, 100, ... 2,000, and the first after the end.
  expect(progress.at(-1)).toEqual([22, null])
  const after: PlannedRequest[] = []
  for await (const each of source.measured(workload)) {
    after.push(each)
    if (after.length === 25) break
  }
  expect(after.at(-1)?.index).toBe(24)
  await close()
})

test('of a load that replies pace as many are built as its kind keeps ready, and beyond 64 MB of text none', async () => {
  const plan = aPlan({ load: closed, plan: { stop: { durationSeconds: 2, byRequests: false } } })
  const ahead = loadKindOf(closed).ahead(closed, 10)
  expect((await built(plan, endless())).progress).toHaveLength(ahead)

  const large = measured(10).map((each) => ({
    ...each,
    request: { ...each.request, input: { kind: 'text' as const, text: 'x'.repeat(20_000_000) } },
  }))
  expect((await built(aPlan({ load: closed }), requestsFrom(large))).progress).toHaveLength(4)
})

test('an interruption ends the building, and what it cut short is no failure', async () => {
  const abort = new AbortController()
  async function* cut() {
    yield aRequest({ index: 0 })
    abort.abort()
    throw new BenchError('unavailable', 'given up')
  }
  const source = { warmup: () => [], measured: cut }
  expect((await built(aPlan({ load: closed }), source, abort.signal)).progress).toHaveLength(1)
})

test('a workload whose prompts cannot be counted says why, and the others are measured', async () => {
  const one = aPlan({ load: closed, requests: 2 })
  const names = ['V', 'W']
  const plan = RunPlan.parse({ ...one, workloads: names.map((name) => ({ ...one.workloads[0], name })) })
  const good = requestsFrom(measured(2))
  const requests: RequestSource = {
    warmup: () => [],
    measured(workload) {
      if (workload.name === 'W') return good.measured(workload)
      return (async function* () {
        throw new BenchError('unavailable', 'the server did not count a prompt for 30 s')
      })()
    },
  }
  const { result, client } = await runOnVirtualClock(plan, requests)
  expect(result.workloads.map(({ stopReason, problem, records }) => [stopReason, problem, records])).toEqual([
    ['prompts_unavailable', 'the server did not count a prompt for 30 s', 0],
    ['requests', null, 2],
  ])
  expect([client.sent.length, result.interrupted]).toEqual([2, false])
})

test('all workloads are built before the first request, and the source hears of the load around them', async () => {
  const one = aPlan({ load: closed, requests: 2 })
  const names = ['V', 'W']
  const plan = RunPlan.parse({ ...one, workloads: names.map((name) => ({ ...one.workloads[0], name })) })
  const heard: string[] = []
  const requests: RequestSource = {
    warmup: () => [],
    *measured({ name }) {
      for (const index of [0, 1]) {
        heard.push(`build ${name}`)
        yield aRequest({ workload: name, index })
      }
    },
    loadBegins: async () => void heard.push('begins'),
    loadEnds: () => void heard.push('ends'),
  }
  const onSend = ({ workload }: PlannedRequest) => void heard.push(`send ${workload}`)
  await runOnVirtualClock(plan, requests, { options: { observers: [{ onSend }] } })
  const twice = (what: string) => [`${what} V`, `${what} V`, `${what} W`, `${what} W`]
  expect(heard).toEqual([...twice('build'), 'begins', ...twice('send'), 'ends'])
})
