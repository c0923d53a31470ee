import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { capacityFile } from '@sagellm-benchmark/protocol-types/sweeps'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServerProcess, startServer } from './server-process.js'
import { runInProcess } from './support/run-in-process.js'

/** Four places, each taken for 40 ms by an answer: more than 100 requests a second cannot be served. */
const engine = createReferenceEngine({ maxBatchSize: 4, decodeStepMs: 10, prefillTokensPerSecond: 1e6, seed: 1 })
let server: Awaited<ReturnType<typeof startEngineServer>>
let cpu: ServerProcess
let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'capacity-'))
  server = await startEngineServer({ engine, dialect: 'vllm' })
  cpu = await startServer(['serve-cpu', '--threads', '1', '--log-file', 'cpu.log'], cwd)
})
afterAll(async () => {
  cpu.process.kill('SIGKILL')
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

const quiet = ['--no-calibration', '--load-threads', '0', '--quiet']
const capacity = (...words: string[]) =>
  runInProcess(['capacity', ...quiet, ...words], { cwd, env: { XDG_CACHE_HOME: cwd } })
/** What the exit code says of a search, by docs/capacity.md. */
const codeOf = ({ ended, low, high }: { ended: string; low: number | null; high: number | null }) =>
  ended === 'found' ? 0 : ended === 'contradiction' || (low === null && high === null) ? 1 : 3
const read = async (folder: string) =>
  capacityFile.parse(JSON.parse(await readFile(join(cwd, folder, 'capacity.json'), 'utf8')), folder)

test('the interval lies below what the engine can carry, and the folder holds the whole search', async () => {
  const url = ['--backend-url', `${server.url}/v1`, '--isl', '8', '--osl', '4']
  const search = [
    '--slo',
    'ttft.p50<60',
    '--precision',
    '100%',
    '--budget',
    '1m',
    '--between',
    '5..400',
    '--start',
    '40',
  ]
  const { code, stdout } = await capacity(...url, ...search, '--html', '--output', 'found')
  const { low, high, ended, probes, points } = await read('found')
  // On a busy machine the client itself may be at its limit, and then nothing is said of the server there.
  expect(code).toBe(codeOf({ ended, low, high }))
  expect(low ?? 0).toBeLessThan(100)
  if (high !== null && low !== null) expect(high).toBeGreaterThan(low as number)
  expect(probes.reduce((sum, { visits }) => sum + visits, 0)).toBe(points.length)
  expect(stdout).toContain('ttft.p50<60ms')
  expect(await readFile(join(cwd, 'found', 'report.html'), 'utf8')).toContain('<title>')
})

test('a server that does not meet the limits at the least load is said to fail there, with exit code 3', async () => {
  const url = ['--backend-url', `${server.url}/v1`, '--isl', '8', '--osl', '4', '--by', 'concurrency']
  const { code, stderr } = await capacity(
    ...url,
    '--slo',
    'e2e.p50<1',
    '--between',
    '1..4',
    '--budget',
    '10m',
    '--output',
    'least',
  )
  const found = await read('least')
  expect([code, found.low]).toEqual([codeOf(found), null])
  // Its budget may be changed when it goes on, and nothing else of the question.
  const resume = (...words: string[]) =>
    runInProcess(['capacity', '--resume', 'least', '--quiet', '--no-calibration', ...words], { cwd })
  const again = await resume('--budget', '12m')
  expect(again.code).toBe(codeOf(await read('least')))
  expect((await read('least')).question.budgetSeconds).toBe(720)
  const refused = await resume('--precision', '5%')
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining('--precision works only without --resume'),
  ])
  const isBusy = found.probes.some(({ verdict }) => verdict === 'withheld')
  if (!isBusy) expect([stderr, found.ended]).toEqual([expect.stringMatching(/least load/), 'fails_at_least_load'])
})

test('two commands find the capacity of serve-cpu', async () => {
  const shape = ['--isl', '8', '--osl', '4', '--slo', 'ttft.p50<300', '--precision', '300%', '--budget', '30s']
  const { code } = await capacity('--backend-url', cpu.url, ...shape, '--output', 'cpu')
  const { low, high, ended, probes } = await read('cpu')
  expect(code).toBe(codeOf({ ended, low, high }))
  // Where nothing was shown, each load says why: it was withheld, or there was no time for it.
  if (low === null && high === null) expect(probes.some(({ verdict }) => verdict !== 'meets')).toBe(true)
  expect(low ?? 0).toBeLessThan(high ?? Infinity)
})

test.each([
  [[], /needs an SLO/],
  [['--slo', 'ttft<200'], /--slo cannot be/],
  [['--slo', 'output_throughput>5'], /--slo cannot be/],
  [['--slo', 'ttft.p99<200', '--between', '4..1'], /--between cannot be/],
  [['--slo', 'ttft.p99<200', '--precision', 'wide'], /--precision cannot be/],
  [['--slo', 'ttft.p99<200', '--confidence', '100%'], /--confidence cannot be/],
])('%j is refused with one line', async (words, message) => {
  const { code, stderr } = await capacity('--backend-url', `${server.url}/v1`, ...words)
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
})
