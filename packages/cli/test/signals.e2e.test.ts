import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idsOf, readRecords } from './support/read-records.js'
import { runProgram, startProgram, startReferenceEngine } from './support/start-program.js'

let cwd: string
let engine: Awaited<ReturnType<typeof startReferenceEngine>>

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-signals-'))
  engine = await startReferenceEngine(['--decode-step-ms', '10'], { cwd })
})
afterAll(async () => {
  await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

const report = (folder: string) => readFile(join(cwd, folder, 'REPORT.md'), 'utf8')
const summary = async (folder: string) =>
  JSON.parse(await readFile(join(cwd, folder, 'benchmark_summary.json'), 'utf8'))

async function untilRecords(program: ReturnType<typeof startProgram>, folder: string, count: number) {
  await program.until(async () => (await readRecords(join(cwd, folder))).length >= count)
}

const endless = (folder: string, tokens: string) => [
  ...['run', '--output', folder, '--concurrency', '4', '--prompt-tokens', '32', '--output-tokens', tokens],
  ...['--duration', '300', '--warmup', '0'],
]

describe.each([
  ['an endpoint', () => ['--backend-url', engine.url]],
  ['the CPU backend', () => []],
])('a run on %s', (name, target) => {
  const folder = name.replaceAll(' ', '-')

  test.each(['SIGINT', 'SIGTERM'] as const)('drains after %s and reports itself as interrupted', async (signal) => {
    const output = `${folder}-${signal}`
    const program = startProgram([...endless(output, '40'), ...target()], { cwd })
    await untilRecords(program, output, 6)
    program.kill(signal)
    expect(await program.ended).toEqual({ code: 130, signal: null })

    const records = await readRecords(join(cwd, output))
    expect(records.map((each) => [each.error_class, each.output_tokens])).toEqual(records.map(() => [null, 40]))
    expect(program.stderr()).toContain(`--resume ${join(cwd, output)}`)
    expect(await report(output)).toMatch(/interrupted/i)
    expect((await summary(output)).overall.total_requests).toBe(records.length)
  })

  test('is cut off by the second signal, with a record of every request', async () => {
    const output = `${folder}-twice`
    // So many tokens that waiting for them would be noticed: minutes on either target.
    const program = startProgram([...endless(output, '2000'), ...target(), '--request-timeout', '600'], { cwd })
    await program.until(() => /in flight/.test(program.stderr()))
    program.kill('SIGINT')
    await program.until(() => /waiting for 4 requests/.test(program.stderr()))
    program.kill('SIGINT')
    expect(await program.ended).toEqual({ code: 130, signal: null })

    const records = await readRecords(join(cwd, output))
    // The CPU's context window keeps answers short enough that some may be complete before.
    const ended = records.map((each) => [each.error_class, each.flags.includes('interrupted')])
    expect(ended.slice(-4)).toEqual(Array(4).fill(['cancelled_by_run', true]))
    expect(ended.slice(0, -4).every(([failure]) => failure === null)).toBe(true)
    expect(await report(output)).toMatch(/interrupted/i)
  })
})

test('an interrupted run goes on where it stopped and ends with one record per request', async () => {
  const load = ['--concurrency', '3', '--prompt-tokens', '32', '--output-tokens', '30', '--num-prompts', '40']
  const program = startProgram(['run', '--backend-url', engine.url, '--output', 'again', ...load], { cwd })
  await untilRecords(program, 'again', 8)
  program.kill('SIGINT')
  expect((await program.ended).code).toBe(130)
  const before = idsOf(await readRecords(join(cwd, 'again')))
  expect(before.length).toBeLessThan(41)

  const resumed = await runProgram(['run', '--resume', 'again'], { cwd })
  expect(resumed.code).toBe(0)
  const ids = idsOf(await readRecords(join(cwd, 'again')))
  expect(ids).toEqual(expect.arrayContaining(before))
  expect(new Set(ids).size).toBe(41)
  expect(ids).toHaveLength(41)
  expect(await report('again')).not.toContain('INTERRUPTED')
})

test('a server that is waited for does not hold up the first signal', async () => {
  const program = startProgram(['run', '--backend-url', 'http://127.0.0.1:9/v1', '--server-wait', '300', '--verbose'], {
    cwd,
  })
  await program.until(() => /opening/.test(program.stderr()))
  program.kill('SIGINT')
  expect(await program.ended).toEqual({ code: 130, signal: null })
})
