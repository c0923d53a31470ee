import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openResult } from './open-result.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-result-'))
  await cp(new URL('../../../../fixtures/artifacts/0.1/run', import.meta.url), folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the journal is read once, however often the requests are asked for', async () => {
  const result = await openResult(folder)
  const first = await result.requests()
  expect(first).toMatchObject({ warmup: 2, failed: 0, workloads: ['Q1', 'Q5'] })
  await rm(join(folder, 'records.jsonl'))
  expect(await result.requests()).toBe(first)
})

test('the file of one workload has the requests of that workload', async () => {
  const requests = await (await openResult(join(folder, 'Q5_metrics.json'))).requests()
  expect(requests?.workloads).toEqual(['Q5'])
})

test('requests that were read before are taken as they are', async () => {
  const requests = (await (await openResult(folder)).requests()) as NonNullable<object>
  await rm(join(folder, 'records.jsonl'))
  expect(await (await openResult(folder)).requests()).toBeNull()
  expect(await (await openResult(folder, { requests: requests as never })).requests()).toBe(requests)
})

test('a run that was killed before its first record names what finishes it', async () => {
  await Promise.all(
    ['benchmark_summary.json', 'Q1_metrics.json', 'Q5_metrics.json'].map((name) => rm(join(folder, name))),
  )
  await writeFile(join(folder, 'records.jsonl'), '')
  await expect(openResult(folder)).rejects.toMatchObject({
    message: expect.stringContaining('did not end'),
    hint: expect.stringContaining('run --resume'),
  })
})

test('the one capture of a folder stands for it', async () => {
  const record = new URL('../../../../fixtures/artifacts/0.1/compare-record/a', import.meta.url)
  await rm(folder, { recursive: true })
  await cp(record, folder, { recursive: true })
  const { path, input } = await openResult(folder)
  expect(path).toMatch(/\.json$/)
  expect(input.kind).toBe((await openResult(path)).input.kind)
})

test.skipIf(process.platform === 'win32').each(['benchmark_summary.json', 'Q5_metrics.json'])(
  '%s behind a pipe is read once',
  async (name) => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const whole = await openResult(join(folder, name))
    // It is written once: a second reading would wait for ever.
    const [result] = await Promise.all([
      openResult(pipe),
      readFile(join(folder, name)).then((text) => writeFile(pipe, text)),
    ])
    expect(result.input.json).toEqual(whole.input.json)
  },
)
