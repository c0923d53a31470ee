import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idsOf, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'
import { runProgram, startProgram, startReferenceEngine } from './support/start-program.js'

let cwd: string
let engine: Awaited<ReturnType<typeof startReferenceEngine>>

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-resume-'))
  engine = await startReferenceEngine(['--decode-step-ms', '5'], { cwd })
})
afterAll(async () => {
  await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

const resume = (folder: string) => runInProcess(['run', '--resume', folder], { cwd, env: process.env })
const json = async (file: string) => JSON.parse(await readFile(join(cwd, file), 'utf8'))

async function killedAfter(count: number, program: ReturnType<typeof startProgram>, folder: string) {
  await program.until(async () => (await readRecords(join(cwd, folder))).length >= count)
  program.kill('SIGKILL')
  expect((await program.ended).signal).toBe('SIGKILL')
  return readRecords(join(cwd, folder))
}

const load = [
  ...['--concurrency', '4', '--num-prompts', '60', '--prompt-tokens', '32', '--output-tokens', '16'],
  ...['--warmup', '2', '--seed', '5', '--quiet'],
]

test('after kill -9 a resumed run ends with one record of every request, and keeps those it had', async () => {
  const began = Date.now()
  const first = startProgram(['run', '--backend-url', engine.url, '--output', 'out', ...load], { cwd })
  const before = await killedAfter(12, first, 'out')
  const second = startProgram(['run', '--resume', 'out', '--quiet'], { cwd })
  const between = await killedAfter(before.length + 12, second, 'out')
  const { code, stdout } = await runProgram(['run', '--resume', 'out'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toContain('60 ok · 0 failed')

  const records = await readRecords(join(cwd, 'out'))
  expect(records.slice(0, before.length)).toEqual(before)
  expect(records.slice(0, between.length)).toEqual(between)
  expect(idsOf(records)).toEqual([...new Set(idsOf(records))])
  expect(records.filter((each) => each.phase === 'measured')).toHaveLength(60)
  expect((await json('out/custom_metrics.json')).metrics.total_requests).toBe(60)

  // Terminal and report say that there were three processes, and the command is that of the first.
  expect(stdout).toContain('THE RUN HAS 3 PARTS')
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('not known of part 1 and 2')
  expect(await readFile(join(cwd, 'out/REPORT.md'), 'utf8')).toContain('THE RUN HAS 3 PARTS')
  const { command, notices } = await json('out/benchmark_summary.json')
  expect(command).toContain('--num-prompts 60')
  expect(notices[0]).toContain('THE RUN HAS 3 PARTS')
  expect((await json('out/environment.json')).command_line).toContain('--num-prompts')

  // Each part of the axis leads to the time of day at which it was recorded.
  const offsets = (await json('out/environment.json')).clock.offsets_ms
  expect(Object.keys(offsets).sort()).toEqual([
    ...['monotonic', 'part1_monotonic', 'part1_unix', 'part1_until'],
    ...['part2_monotonic', 'part2_unix', 'part2_until', 'unix'],
  ])
  const unixOf = (at: number) =>
    at +
    (at <= offsets.part1_until ? offsets.part1_unix : at <= offsets.part2_until ? offsets.part2_unix : offsets.unix)
  const times = records.map((each) => unixOf(each.end_at))
  for (const time of times) expect(time).toBeGreaterThan(began)
  for (const time of times) expect(time).toBeLessThan(Date.now() + 1)
  expect(offsets.part1_unix).toBeLessThan(offsets.part2_unix)
  expect(offsets.part2_unix).toBeLessThan(offsets.unix)
})

test('resuming a run that is complete sends nothing, and leaves every file as it is', async () => {
  const files = ['records.jsonl', 'benchmark_summary.json', 'custom_metrics.json', 'environment.json', 'REPORT.md']
  const texts = () => Promise.all(files.map((name) => readFile(join(cwd, 'out', name), 'utf8')))
  const before = await texts()
  const { code, stdout } = await resume('out')
  expect(code).toBe(0)
  expect(stdout).toBe(
    'the run in out is complete: nothing was sent and nothing written; sagellm-benchmark report --input out shows it\n',
  )
  expect(await texts()).toEqual(before)
})

test('a plan that was edited since is refused, and one that only has other spaces is not', async () => {
  const path = join(cwd, 'out/config.json')
  const text = await readFile(path, 'utf8')
  await writeFile(path, JSON.stringify(JSON.parse(text)))
  expect((await resume('out')).code).toBe(0)
  await writeFile(path, text.replace('"output_tokens": 16', '"output_tokens": 8'))
  const { code, stderr } = await resume('out')
  await writeFile(path, text)
  expect(code).toBe(2)
  expect(stderr).toMatch(/the plan in .*config\.json was changed/)
})

test('a killed run of the CPU backend goes on too', async () => {
  const workload = ['--workload', 'Q1', '--num-prompts', '12', '--output-tokens', '16', '--quiet']
  const before = await killedAfter(4, startProgram(['run', '--output', 'cpu', ...workload], { cwd }), 'cpu')
  expect((await resume('cpu')).code).toBe(0)
  const records = await readRecords(join(cwd, 'cpu'))
  expect(records.slice(0, before.length)).toEqual(before)
  expect(records.filter((each) => each.phase === 'measured').map((each) => each.index)).toHaveLength(12)
  expect(new Set(idsOf(records)).size).toBe(records.length)
})

test('a folder without a run cannot be resumed, and the message says what it lacks', async () => {
  const { code, stderr } = await resume('nowhere')
  expect(code).toBe(2)
  expect(stderr).toMatch(/nowhere.*config\.json/)
})

test('after kill -9 a sweep goes on with --resume: the points that were done stay, the one under way is measured anew', async () => {
  const flags = [
    '--concurrency',
    '1,2,3',
    '--anchors',
    '0',
    '--isl',
    '16',
    '--osl',
    '16',
    '--num-prompts',
    '24',
    '--seed',
    '5',
  ]
  const args = ['sweep', '--backend-url', engine.url, '--output', 'swept', '--no-calibration', '--quiet', ...flags]
  const lines = async () => {
    const text = await readFile(join(cwd, 'swept/points.jsonl'), 'utf8').catch(() => '')
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { id: string; measured_at: string })
  }
  const program = startProgram(args, { cwd })
  // In the middle of the second point, with records of it on disk.
  await program.until(async () => {
    const [done] = await lines()
    if (done === undefined) return false
    const names = await readdir(join(cwd, 'swept/points'))
    const next = names.find((name) => name !== done.id)
    return next !== undefined && (await readRecords(join(cwd, 'swept/points', next)).catch(() => [])).length > 3
  })
  program.kill('SIGKILL')
  expect((await program.ended).signal).toBe('SIGKILL')
  const before = await lines()
  expect(before.length).toBeGreaterThan(0)
  expect(before.length).toBeLessThan(3)

  const { code } = await runProgram(['sweep', '--resume', 'swept', '--no-calibration', '--quiet'], { cwd })
  expect([0, 1]).toContain(code)
  const after = await lines()
  expect(after.map(({ id }) => id)).toHaveLength(3)
  expect(after.slice(0, before.length)).toEqual(before)
  const { points, planned } = await json('swept/sweep.json')
  expect([points.length, planned]).toEqual([3, 3])
  // Each point is a whole run of its own, whose records are all there.
  for (const { id } of points)
    expect((await readRecords(join(cwd, 'swept/points', id))).filter(({ phase }) => phase === 'measured')).toHaveLength(
      24,
    )
}, 120_000)
