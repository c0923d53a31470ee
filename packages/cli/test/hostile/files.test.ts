import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { caseFolder } from '../cases/run-case.js'
import { runInProcess } from '../support/run-in-process.js'
import { expectPlain } from './expect-plain.js'
import { changedPlans, changedRecords, changedSummaries, noJsonOfOurs, noRecords, noTraces } from './hostile-files.js'

const fixture = resolve(import.meta.dirname, '../../../../fixtures/artifacts/0.1/run')

function runIn(cwd: string, ...words: string[]) {
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  return runInProcess(words, { cwd })
}

/** One line that names the file, and no sign of how the program is made. */
function expectRefused({ code, stdout, stderr }: Awaited<ReturnType<typeof runIn>>, file: string) {
  expect([1, 2]).toContain(code)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^sagellm-benchmark: .*\n$/)
  expect(stderr).toContain(file)
  expect(stderr).not.toMatch(/TypeError|RangeError|SyntaxError|undefined|\[object| at .*\.[jt]s:\d/)
  expect(stderr.length).toBeLessThan(1000)
  expectPlain(stderr)
}

test.each(noJsonOfOurs)('a result that is %s is refused', async (_, content) => {
  const cwd = await caseFolder()
  await writeFile(join(cwd, 'result.json'), content)
  expectRefused(await runIn(cwd, 'report', '--input', 'result.json'), 'result.json')
})

test.each(noJsonOfOurs)('a plan that is %s is refused', async (_, content) => {
  const cwd = await caseFolder()
  await writeFile(join(cwd, 'plan.json'), content)
  expectRefused(await runIn(cwd, 'run', '--plan', 'plan.json'), 'plan.json')
})

test.each(changedSummaries)('a summary %s is refused', async (_, field, value) => {
  const cwd = await caseFolder()
  const summary = JSON.parse(await readFile(join(fixture, 'benchmark_summary.json'), 'utf8'))
  await writeFile(join(cwd, 'benchmark_summary.json'), JSON.stringify({ ...summary, [field]: value }))
  expectRefused(await runIn(cwd, 'report', '--input', '.'), 'benchmark_summary.json')
})

/** The folder of a run that was killed. */
async function killedRun() {
  const cwd = await caseFolder()
  const folder = join(cwd, 'out')
  await cp(fixture, folder, { recursive: true })
  for (const name of ['benchmark_summary.json', 'Q1_metrics.json', 'Q5_metrics.json']) await rm(join(folder, name))
  const journal = join(folder, 'records.jsonl')
  const lines = (await readFile(journal, 'utf8')).split('\n')
  return { cwd, folder, journal, lines }
}

test.each(noRecords)('a journal with %s for a record is refused with its line', async (_, content) => {
  const { cwd, journal, lines } = await killedRun()
  await writeFile(journal, [lines[0], content, ...lines.slice(1)].join('\n'))
  expectRefused(await runIn(cwd, 'report', '--input', 'out'), 'records.jsonl line 2')
  expectRefused(await runIn(cwd, 'run', '--resume', 'out'), 'records.jsonl line 2')
})

test.each(changedRecords)('a journal with a record %s is refused with its line', async (_, change) => {
  const { cwd, journal, lines } = await killedRun()
  const third = { ...JSON.parse(lines[2] as string), ...change }
  await writeFile(journal, [lines[0], lines[1], JSON.stringify(third), ...lines.slice(3)].join('\n'))
  expectRefused(await runIn(cwd, 'report', '--input', 'out'), 'records.jsonl line 3')
})

test.each(changedPlans)('a run whose plan is one %s is refused, to report and to resume', async (_, change) => {
  const { cwd, folder } = await killedRun()
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, plan: { ...config.plan, ...change } }))
  expectRefused(await runIn(cwd, 'run', '--resume', 'out'), 'config.json')
  expectRefused(await runIn(cwd, 'report', '--input', 'out'), 'config.json')
})

test.each(noTraces)('a trace %s is refused', async (_, content) => {
  const cwd = await caseFolder()
  await writeFile(join(cwd, 'trace.csv'), content)
  const words = ['run', '--backend-url', 'http://127.0.0.1:9/v1', '--trace', 'trace.csv']
  expectRefused(await runIn(cwd, ...words), 'trace')
})
