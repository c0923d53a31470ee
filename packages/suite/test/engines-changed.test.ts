import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { compare, convergence, perf, run } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpointAt } from './engines.js'
import { gatewayRoutes, startSagellm } from './sagellm-server.js'

const TOKENS = 6
let out: string
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'engines-changed-'))
})
afterAll(() => rm(out, { recursive: true, force: true }))

/** A gateway that loses an engine whenever it served some of a load; `losing: false` loses none. */
async function gateway({ losing = true } = {}) {
  let healthy = 9
  let served = 0
  const loadOf = (bodies: readonly Record<string, unknown>[]) =>
    bodies.filter(({ stream, max_tokens: tokens }) => stream === true && tokens === TOKENS).length
  const server = await startSagellm({
    routes: {
      ...gatewayRoutes,
      '/info': () => {
        const now = loadOf(server.bodies)
        if (losing && now > served) healthy -= 1
        served = now
        return { ...gatewayRoutes['/info'](), healthy_engine_count: healthy }
      },
    },
  })
  return server
}

const target = (url: string) => ({ kind: 'endpoint' as const, url, serverWaitSeconds: 5 })
const plan = ComparisonPlan.parse({
  scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 8, outputTokens: TOKENS }],
  batchSizes: [1],
  rounds: 6,
  warmupRounds: 1,
})

test('run and perf flag what was measured while engines of a gateway died, and say how many were left', async () => {
  const server = await gateway()
  try {
    const load = { kind: 'closed' as const, concurrency: 1 }
    const workload = { name: 'w', source: 'short_qa', promptTokens: 8, outputTokens: TOKENS, requests: 3, load }
    const folder = join(out, 'run')
    const { workloads } = await run({ target: target(server.url), workloads: [workload] }, { output: folder })
    expect(workloads[0]?.metrics.flags).toContain('engines_changed')
    expect(workloads[0]?.metrics.serverCounters).toMatchObject({ healthyEnginesBefore: 9, healthyEnginesAfter: 8 })
    const report = await readFile(join(folder, 'REPORT.md'), 'utf8')
    expect(report).toContain('ENGINES CHANGED')
    expect(report).toContain('Engines behind the gateway')

    const asked = { scenarios: ['short' as const], batchSizes: [1], maxOutputTokens: TOKENS, rounds: 2 }
    const { file } = await perf({ kind: 'e2e', target: target(server.url), ...asked }, { cwd: out })
    expect(file.kind === 'e2e' && file.rows.map(({ flags }) => flags.includes('engines_changed'))).toEqual([true])
  } finally {
    await server.close()
  }
})

test.each([['compare', compare] as const, ['convergence', convergence] as const])(
  '%s: an engine that died takes every verdict away, and is named',
  async (name, command) => {
    const [steady, losing] = [await gateway({ losing: false }), await gateway()]
    try {
      const targets = [endpointAt('steady', steady.url), endpointAt('losing', losing.url)]
      const sampling = name === 'convergence' ? { sampleIntervalSeconds: null } : {}
      const { comparison } = await command({ plan, targets, ...sampling } as never, { folder: join(out, name) })
      expect(comparison?.flags).toContain('engines_changed')
      expect(comparison?.targets.map(({ flags }) => flags.includes('engines_changed'))).toEqual([false, true])
      expect(comparison?.verdicts.length).toBeGreaterThan(0)
      // That no request failed stays true.
      const timed = comparison?.verdicts.filter(({ metric }) => metric !== 'error_rate') ?? []
      expect(new Set(timed.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']))
    } finally {
      await Promise.all([steady.close(), losing.close()])
    }
  },
)
