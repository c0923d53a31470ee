// How late the load engine starts open-loop requests: Poisson arrivals into a client that answers 100 ms later, without a
// network, on the clock of a load thread. `node packages/runner/bench/schedule.mjs [rates=100,500,2000] [seconds=5] [rounds=3]` prints one JSON line for
// each rate and round, and one of a loop that does nothing but ask the time, which is what this machine and runtime allow.
// The first two seconds, while code is compiled, are a warm-up. Figures to reach at 500/s: p50 .01 ms, p99 1 ms, CPU share
// below .3, never early.
import { kernelClock } from '@sagellm-benchmark/kernel-transport'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { requestsFrom, runPlan } from '../dist/index.js'

const rates = (process.argv[2] ?? '100,500,2000').split(',').map(Number)
const seconds = Number(process.argv[3] ?? 5)
const rounds = Number(process.argv[4] ?? 3)
const WARM_MS = 2000

for (let round = 0; round < rounds; round += 1) {
  // The order turns round by round, so that no rate always runs on a warm machine.
  for (const rate of round % 2 === 0 ? rates : [...rates].reverse()) {
    console.log(JSON.stringify({ name: 'schedule-lateness', rate, round, ...(await measure(rate, round)) }))
    console.log(JSON.stringify({ name: 'spin-lateness', rate, round, ...(await spin(rate, round)) }))
  }
}

async function measure(rateRps, seed) {
  const clock = await kernelClock()
  const due = poisson(rateRps, WARM_MS / 1000 + seconds, seed + 1)
  const lateness = new Float64Array(due.length)
  const template = aRecord()
  const client = {
    identity: { label: 'none', engine: 'none', model: 'none', transport: 'raw', simulated: true, notices: [] },
    async open() {},
    async close() {},
    send({ requestId, index }, { scheduledAt }) {
      const startAt = clock.now()
      lateness[index] = startAt - scheduledAt
      return new Promise((resolve) => {
        setTimeout(() => resolve({ ...template, requestId, scheduledAt, startAt, endAt: clock.now() }), 100)
      })
    },
  }
  const load = { kind: 'poisson', rateRps }
  const workload = { name: 'W', source: 'short_qa', promptTokens: 1, outputTokens: 5, requests: due.length, load }
  const plan = RunPlan.parse({ target: { kind: 'cpu' }, workloads: [workload], warmup: { requests: 0 } })
  const requests = requestsFrom(due.map(plannedAt))

  const from = clock.now()
  const cpu = process.cpuUsage()
  const result = await runPlan({ plan, client, requests, clock })
  const used = process.cpuUsage(cpu)
  const cpuShare = (used.user + used.system) / 1000 / (clock.now() - from)

  const { clientOverhead } = result.workloads[0]
  return {
    ...describe(lateness, due),
    cpuShare: round3(cpuShare),
    reportedP99Ms: round3(clientOverhead.scheduleLatenessP99Ms),
    eventLoopDelayP99Ms: round3(clientOverhead.eventLoopDelayP99Ms),
  }
}

/** The same arrivals met by a loop that takes a whole core: asks the time, and again in the next turn. */
function spin(rateRps, seed) {
  const due = poisson(rateRps, WARM_MS / 1000 + seconds, seed + 1)
  const lateness = new Float64Array(due.length)
  const from = performance.now()
  return new Promise((resolve) => {
    let next = 0
    const turn = () => {
      const now = performance.now() - from
      for (; next < due.length && due[next] <= now; next += 1) lateness[next] = performance.now() - from - due[next]
      if (next < due.length) setImmediate(turn)
      else resolve(describe(lateness, due))
    }
    turn()
  })
}

/** What came after the warm-up. */
function describe(lateness, due) {
  const measured = lateness.filter((_, at) => due[at] >= WARM_MS).sort()
  return {
    requests: measured.length,
    early: lateness.filter((ms) => ms < 0).length,
    p50Ms: round3(quantile(measured, 0.5)),
    p99Ms: round3(quantile(measured, 0.99)),
    maxMs: round3(measured.at(-1)),
  }
}

function plannedAt(dueAtMs, index) {
  return {
    requestId: `W-r0-${index}`,
    workload: 'W',
    phase: 'measured',
    round: 0,
    index,
    dueAtMs,
    request: { input: { kind: 'text', text: 'x' }, maxTokens: 5 },
    intendedPromptTokens: 1,
    promptLengthBasis: 'estimate',
  }
}

function poisson(rate, forSeconds, seed) {
  const random = mulberry32(seed)
  const due = []
  for (let at = 0; at < forSeconds * 1000; at += (-Math.log(1 - random()) / rate) * 1000) due.push(at)
  return due
}

function quantile(sorted, p) {
  const rank = p * (sorted.length - 1)
  const low = sorted[Math.floor(rank)]
  return low + (rank - Math.floor(rank)) * (sorted[Math.ceil(rank)] - low)
}

function round3(value) {
  return Math.round(value * 1000) / 1000
}

function mulberry32(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
