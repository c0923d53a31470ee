import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { sweepFile } from '@sagellm-benchmark/protocol-types/sweeps'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

const engine = createReferenceEngine({ maxBatchSize: 4, decodeStepMs: 4, prefillTokensPerSecond: 1e6, seed: 1 })
let server: Awaited<ReturnType<typeof startEngineServer>>
let cwd: string
beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'vllm' })
  cwd = await mkdtemp(join(tmpdir(), 'sweep-'))
})
afterAll(async () => {
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

const read = async (folder: string) =>
  sweepFile.parse(JSON.parse(await readFile(join(cwd, folder, 'sweep.json'), 'utf8')), folder)
const shape = ['--isl', '16', '--osl', '8', '--no-calibration', '--load-threads', '0', '--quiet']
/** Points that are to say something have 32 requests; those that only have to be there have few. */
const sweep = (...words: string[]) => sweepOf('4', ...words)
const sweepOf = (requests: string, ...words: string[]) =>
  runInProcess(['sweep', '--backend-url', `${server.url}/v1`, ...shape, '--num-prompts', requests, ...words], {
    cwd,
    env: { XDG_CACHE_HOME: cwd },
  })

test('a sweep over concurrencies leaves one folder with every point, which counts or says why it does not', async () => {
  const { code, stdout } = await sweepOf('32', '--concurrency', '1..8', '--output', 'knee', '--html')
  const { points, frontier, planned, drift } = await read('knee')
  expect(points.map(({ order }) => order)).toEqual([0, 1, 2, 3, 4, 5])
  expect(planned).toBe(6)
  // On a busy machine the client itself is at its limit, and then no point may count.
  expect(code).toBe(points.some(({ withheld }) => withheld.length === 0) ? 0 : 1)
  expect(points.filter(({ anchor }) => anchor).map(({ settings }) => settings['concurrency'])).toEqual([2, 2, 2])
  // On a busy machine the anchors may differ, and then no point is on a frontier.
  const withheld = points.filter((point) => point.withheld.length > 0)
  expect(frontier).toHaveLength(drift.some(({ drifted }) => drifted) ? 0 : 6 - withheld.length)
  expect(stdout).toContain('concurrency')
  expect(await readFile(join(cwd, 'knee', 'REPORT.md'), 'utf8')).toContain('# Sweep')
  expect(await readFile(join(cwd, 'knee', 'report.html'), 'utf8')).toContain('<title>')
})

test('a second sweep into the same folder makes the first one leave', async () => {
  const words = ['--concurrency', '1,2', '--anchors', '0', '--output', 'twice']
  await sweep(...words)
  const first = await readFile(join(cwd, 'twice', 'points.jsonl'), 'utf8')
  const { code, stderr } = await sweep(...words)
  expect([code === 2, stderr]).toEqual([false, expect.not.stringContaining('which no run of this program made')])
  expect((await read('twice')).points).toHaveLength(2)
  const [stamp] = await readdir(join(cwd, 'twice', 'previous'))
  expect(await readFile(join(cwd, 'twice', 'previous', stamp as string, 'points.jsonl'), 'utf8')).toBe(first)
  // Its points left with it: a point of another sweep beside those of this one would be taken for one of them.
  expect(await readdir(join(cwd, 'twice', 'previous', stamp as string, 'points'))).toHaveLength(2)
  const other = await sweep('--concurrency', '3', '--anchors', '0', '--output', 'twice')
  expect(other.code).not.toBe(2)
  expect(await readdir(join(cwd, 'twice', 'points'))).toEqual(['01_concurrency-3'])
})

test('a dry run prints the points in their order and sends nothing', async () => {
  const { code, stdout } = await sweep('--request-rate', '5,10', '--vary', 'osl=4,8', '--anchors', '0', '--dry-run')
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(4)
  expect(stdout).toContain('request-rate-10_output-tokens-8')
})

test('a grid file gives one point an object, with the names that other tools have for a flag', async () => {
  await writeFile(join(cwd, 'grid.json'), '[{"max_concurrency": 2, "random_input_len": 8}, {"concurrency": 1}]')
  const { stdout } = await sweep('--bench-params', 'grid.json', '--anchors', '0', '--dry-run')
  expect(stdout).toMatch(/max-concurrency-2_prompt-tokens-8/)
})

test('a sweep that was killed within a point goes on with it and keeps the points before', async () => {
  await sweep('--concurrency', '1,2,3', '--anchors', '0', '--output', 'cut')
  const lines = (await readFile(join(cwd, 'cut', 'points.jsonl'), 'utf8')).trimEnd().split('\n')
  // As kill -9 leaves it: one point whole, the next one half written, no result.
  await writeFile(join(cwd, 'cut', 'points.jsonl'), `${lines[0]}\n${lines[1]?.slice(0, 40)}`)
  await rm(join(cwd, 'cut', 'sweep.json'))
  await runInProcess(['sweep', '--resume', 'cut', '--quiet', '--no-calibration'], { cwd })
  const { points } = await read('cut')
  expect(points).toHaveLength(3)
  expect(points[0]?.measuredAt).toBe(JSON.parse(lines[0] as string).measured_at)
  expect(points[1]?.measuredAt).not.toBe(JSON.parse(lines[1] as string).measured_at)
})

test.each([
  [['--dry-run'], /needs the loads/],
  [['--concurrency', '1,2', '--request-rate', '1'], /sweep one of them/],
  [['--vary', 'nonsense=1'], /name a flag of run/],
  [['--vary', 'osl=x,2'], /--output-tokens/],
])('%j is refused with one line', async (words, message) => {
  const { code, stderr } = await sweep(...words)
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
})
