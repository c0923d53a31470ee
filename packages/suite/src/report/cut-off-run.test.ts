import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchmarkSummaryFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../run/run.js'
import { report } from './report.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cut-off-run-'))
  const workload = { source: 'short_qa', promptTokens: 16, outputTokens: 4, requests: 4 }
  const workloads = [
    { ...workload, name: 'Q1', load: { kind: 'batch' as const, size: 2 } },
    { ...workload, name: 'Q5', load: { kind: 'closed' as const, concurrency: 2 } },
  ]
  await run({ target: { kind: 'simulated' }, workloads }, { output: folder, calibration: false })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const summaryAt = async (path: string) => benchmarkSummaryFile.parse(JSON.parse(await readFile(path, 'utf8')), path)
const reported = async () => {
  const { text } = await report(folder, { format: 'json' })
  return benchmarkSummaryFile.parse(JSON.parse(text), 'report')
}
const killed = () =>
  Promise.all(['benchmark_summary.json', 'Q1_metrics.json', 'Q5_metrics.json'].map((name) => rm(join(folder, name))))

test('a run that was killed after its last request has the figures of its summary, and says that it did not end', async () => {
  const whole = await summaryAt(join(folder, 'benchmark_summary.json'))
  await killed()
  const cut = await reported()
  for (const [name, { avgTtftMs, p99TbtMs, outputThroughputTps, successfulRequests }] of Object.entries(
    whole.workloads,
  ))
    expect(cut.workloads[name]).toMatchObject({ avgTtftMs, p99TbtMs, outputThroughputTps, successfulRequests })
  expect(cut).toMatchObject({ runId: whole.runId, model: whole.model, flags: ['interrupted'] })
  expect(cut.notices[0]).toMatch(/did not end.*run --resume .* measures the rest/)
  expect((await report(folder, { format: 'html' })).text).toContain('did not end')
})

test('it is told from whole lines, and a workload that was not begun says so', async () => {
  await killed()
  const lines = (await readFile(join(folder, 'records.jsonl'), 'utf8')).split('\n')
  const ofFirst = lines.filter((line) => line.includes('"workload":"Q1"'))
  await writeFile(join(folder, 'records.jsonl'), `${ofFirst.slice(0, 3).join('\n')}\n${ofFirst[3]?.slice(0, 50)}`)
  const cut = await reported()
  expect(cut.workloads['Q1']).toMatchObject({ totalRequests: 2 })
  expect(cut.workloads['Q5']).toMatchObject({ totalRequests: 0 })
})

test('one that was to end once it was precise, or that held a key, is not said to be continued', async () => {
  await killed()
  const path = join(folder, 'config.json')
  const config = JSON.parse(await readFile(path, 'utf8'))
  config.plan.workloads[0].extra_body = { api_key: '[redacted]' }
  await writeFile(path, JSON.stringify(config))
  expect((await reported()).notices[0]).toContain('run it anew')
})
