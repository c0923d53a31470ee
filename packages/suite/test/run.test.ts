import { writeFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { report, run, type Served, serveSimulated } from '@sagellm-benchmark/suite'
import { createEndpointClient } from '@sagellm-benchmark/runner'
import { nativeTarget } from '@sagellm-benchmark/suite/targets'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const workload = {
  name: 'questions',
  source: 'short_qa',
  promptTokens: 32,
  outputTokens: 8,
  requests: 6,
  load: { kind: 'closed', concurrency: 2 },
} as const

let folder: string
let served: Served
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suite-'))
  served = await serveSimulated({ model: 'toy', decodeStepMs: 1 })
})
afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true, force: true })
})

const endpointPlan = (): RunPlanInput => ({ target: { kind: 'endpoint', url: served.url }, workloads: [workload] })
const json = async (...path: string[]) => JSON.parse(await readFile(join(folder, ...path), 'utf8'))

test('a run leaves what the program leaves, prints nothing, and says what came of it', async () => {
  const printed = vi.spyOn(process.stdout, 'write')
  const said: string[] = []
  const seen: string[] = []
  const outcome = await run(endpointPlan(), {
    cwd: folder,
    output: 'result',
    words: ['my-tool', '--api-key', 'secret-key-1'],
    apiKey: 'secret-key-1',
    say: (text) => void said.push(text),
    observers: [{ onRecord: (record) => void seen.push(record.requestId) }],
  })
  expect(printed).not.toHaveBeenCalled()
  printed.mockRestore()

  expect(outcome).toMatchObject({ folder: join(folder, 'result'), interrupted: false, overNetwork: true })
  expect(outcome.summary.overall).toMatchObject({ totalRequests: 6, successfulRequests: 6 })
  expect(said).toEqual([`opening ${served.url} ...`])
  expect(seen).toHaveLength(7)
  const names = await readdir(outcome.folder)
  expect(names).toEqual(
    expect.arrayContaining([
      'REPORT.md',
      'benchmark_summary.json',
      'config.json',
      'environment.json',
      'questions_metrics.json',
      'records.jsonl',
    ]),
  )
  const everything = await Promise.all(
    names.map((name) => readFile(join(outcome.folder, name), 'utf8').catch(() => '')),
  )
  expect(everything.join('')).not.toContain('secret-key-1')
})

test('the metrics file carries the load that made it, and reports show it', async () => {
  expect(await json('result', 'questions_metrics.json')).toMatchObject({ load: { kind: 'closed', concurrency: 2 } })
  const { text } = await report(join(folder, 'result/questions_metrics.json'), { format: 'markdown' })
  expect(text).toMatch(/Load.*2 streams/)
})

test('a simulated target needs no server, and says everywhere that it is simulated', async () => {
  const plan: RunPlanInput = { target: { kind: 'simulated', options: { decodeStepMs: 1 } }, workloads: [workload] }
  const { header, summary, workloads } = await run(plan, { cwd: folder, output: 'simulated' })
  expect(header.target).toMatchObject({ kind: 'simulated', url: null })
  expect([header.simulated, header.flags]).toEqual([true, ['simulated']])
  expect(summary.overall.successfulRequests).toBe(6)
  expect(workloads[0]?.metrics.flags).toContain('simulated')
})

test("an engine behind the caller's own client is measured as a native target, and stays the caller's to close", async () => {
  const client = createEndpointClient(RunPlan.parse(endpointPlan()))
  const closed = vi.spyOn(client, 'close')
  const native = nativeTarget(client)
  const { summary, header } = await run(
    { target: { kind: 'native' }, workloads: [workload] },
    { cwd: folder, output: 'native', targets: [native] },
  )
  expect(summary.overall.successfulRequests).toBe(6)
  expect(header.target.kind).toBe('native')
  expect(closed).not.toHaveBeenCalled()
  await client.close()
})

test('a run that is asked to stop ends early, keeps what it has, and says that it can go on', async () => {
  const stop = new AbortController()
  const plan: RunPlanInput = { ...endpointPlan(), workloads: [{ ...workload, requests: 500 }] }
  const outcome = await run(plan, {
    cwd: folder,
    output: 'stopped',
    signal: stop.signal,
    observers: [{ onRecord: () => stop.abort() }],
  })
  expect(outcome.interrupted).toBe(true)
  expect(outcome.header.flags).toContain('interrupted')
  expect(outcome.summary.overall.totalRequests).toBeLessThan(500)
})

test('a plan that does not fit together is refused before anything is written', async () => {
  const plan = { ...endpointPlan(), workloads: [{ ...workload, requests: 0 }] }
  await expect(run(plan, { cwd: folder, output: 'refused' })).rejects.toMatchObject({ code: 'invalid_argument' })
  expect(await readdir(folder)).not.toContain('refused')
})

test('a picture that cannot be made takes nothing from the result', async () => {
  const pictures = join(folder, 'pictures')
  const outcome = await run(endpointPlan(), {
    cwd: folder,
    output: 'unmade',
    plots: { formats: ['svg'], folder: pictures },
    // The place was good before the load, and is a file after it.
    observers: [{ onRecord: () => writeFileSync(pictures, '') }],
  })
  expect(outcome.unmade).toBeInstanceOf(Error)
  expect(outcome.summary.overall).toMatchObject({ successfulRequests: 6 })
  expect(await readdir(join(folder, 'unmade'))).toContain('benchmark_summary.json')
})

test('a run that waits for a figure which it cannot have is refused, and leaves nothing', async () => {
  const plan = { ...endpointPlan(), rounds: 12, untilPrecise: { metric: 'goodput_rps', target: 0.03 } }
  const running = run(plan, { cwd: folder, output: 'unreachable' })
  await expect(running).rejects.toThrow('cannot wait for goodput_rps in questions')
  expect(await readdir(folder)).not.toContain('unreachable')
})
