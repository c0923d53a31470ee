import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { convergence, verify } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpointAt, type RunningEngine, startEngine } from './engines.js'

let out: string
let before: RunningEngine
let after: RunningEngine
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'suite-convergence-'))
  before = await startEngine({ decodeStepMs: 60 })
  after = await startEngine()
})
afterAll(async () => {
  await before.close()
  await after.close()
  await rm(out, { recursive: true, force: true })
})

const takenAway = ({ verdicts }: { verdicts: readonly { metricEvidence: readonly { reason: string | null }[] }[] }) =>
  verdicts.some(({ metricEvidence }) => metricEvidence.some(({ reason }) => reason?.includes('at its limit')))

test('a convergence run judges every claim, and its folder can be worked out again', async () => {
  const logs = { before: join(out, 'before.log'), after: join(out, 'after.log') }
  for (const log of Object.values(logs)) await writeFile(log, 'started\n')
  const folder = join(out, 'run')
  const plan = ComparisonPlan.parse({
    scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 16, outputTokens: 6 }],
    batchSizes: [2],
    rounds: 6,
    seed: 3,
  })
  const targets = [
    { ...endpointAt('before', before.url), logFile: logs.before },
    { ...endpointAt('after', after.url), logFile: logs.after },
  ]
  const onProgress = () => {
    void appendFile(logs.before, 'served a request\n')
    void appendFile(logs.after, 'attention ran on native-ascend\n')
  }
  const { summary } = await convergence({ plan, targets, sampleIntervalSeconds: null }, { folder, onProgress })

  const verdictOf = (claim: string) => summary.verdicts.find((each) => each.claim === claim)
  expect(verdictOf('paged_or_native_path_usage')).toMatchObject({
    target: 'after',
    pathSeen: 'yes',
    // On a busy machine the client takes the verdicts away.
    ...(takenAway(summary) ? {} : { verdict: 'converged', metricDelta: 'better' }),
  })
  expect(verdictOf('formal_block_table_usage')?.verdict).not.toBe('converged')

  const verification = await verify(folder)
  expect(verification).toMatchObject({ holds: true, mismatches: [], unreadable: [], changed: [] })
  expect(verification.compared).toBeGreaterThan(500)
})

test('of a folder of version 0.1 all holds that does not hang on the time between tokens, which is defined anew', async () => {
  const folder = new URL('../../../fixtures/artifacts/0.1/convergence', import.meta.url).pathname
  const { mismatches, unreadable, changed, olderRecords } = await verify(folder)
  expect({ unreadable, changed, olderRecords }).toEqual({ unreadable: [], changed: [], olderRecords: true })
  const fields = mismatches.map(({ field }) => field)
  expect(fields).toContain('summary.avg_tbt_ms')
  expect(fields.filter((field) => /ttft|throughput_tps$|request_throughput|error|goodput/.test(field))).toEqual([])
})

test('a log that is not there is named before anything is measured', async () => {
  const warnings: string[] = []
  const plan = ComparisonPlan.parse({
    scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 16, outputTokens: 6 }],
  })
  const gone = join(out, 'gone.log')
  const targets = [endpointAt('before', before.url), { ...endpointAt('after', after.url), logFile: gone }]
  const signal = AbortSignal.abort()
  await convergence(
    { plan, targets },
    { folder: join(out, 'none'), signal, warn: (text) => void warnings.push(text) },
  ).catch(() => {})
  expect(warnings[0]).toContain('before has no log file: no claim about it can converge without one')
  expect(warnings[1]).toContain(`the log file of after, ${gone}, does not exist yet`)
})
