import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resumePlan } from '@sagellm-benchmark/runner'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isCompleteRun } from './complete-run.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'complete-run-'))
  await cp(new URL('../../../../fixtures/artifacts/0.1/run', import.meta.url), folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a run is complete with its summary and a record of each request, and not without either', async () => {
  const resume = await resumePlan(folder)
  expect(await isCompleteRun(folder, resume)).toBe(true)
  expect(await isCompleteRun(folder, { ...resume, finishedByWorkload: new Map() })).toBe(false)
  await rm(join(folder, 'benchmark_summary.json'))
  expect(await isCompleteRun(folder, resume)).toBe(false)
})
