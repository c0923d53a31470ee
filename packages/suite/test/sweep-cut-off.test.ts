import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveSimulated } from '@sagellm-benchmark/suite'
import { findCapacity, sweep } from '@sagellm-benchmark/suite/sweep'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sweep-cut-off-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const quiet = { calibration: false, tokenCache: false }
const planOf = (url: string, concurrency: number) => ({
  target: { kind: 'endpoint' as const, url, loadThreads: 0, serverWaitSeconds: 0 },
  workloads: [
    {
      ...{ name: 'custom', source: 'short_qa', promptTokens: 8, outputTokens: 2, requests: 4 },
      load: { kind: 'closed' as const, concurrency, rampUpSeconds: 0 },
    },
  ],
})
const speed = { decodeStepMs: 1, decodePerSequenceMs: 0, prefillBaseMs: 0, prefillTokensPerSecond: 1e7, noiseCv: 0 }
const engine = () => serveSimulated({ ...speed, seed: 1 }, { dialect: 'vllm' })

test('a sweep whose server dies keeps its plan and its finished points, so that it can be resumed', async () => {
  const server = await engine()
  const points = [1, 2].map((concurrency) => ({ settings: { concurrency }, plan: planOf(server.url, concurrency) }))
  const output = join(folder, 'sweep')
  let closing: Promise<void> | null = null
  const onPoint = () => void (closing ??= server.close())
  await expect(sweep({ points, anchors: 0 }, { ...quiet, output, onPoint })).rejects.toThrow()
  await closing
  expect((await readFile(join(output, 'points.jsonl'), 'utf8')).trimEnd().split('\n')).toHaveLength(1)
  await access(join(output, 'sweep_plan.json'))
})

test('what ends before its first measurement leaves nothing, and does not promise to go on', async () => {
  const server = await engine()
  const signal = AbortSignal.abort()
  const points = [{ settings: { concurrency: 1 }, plan: planOf(server.url, 1) }]
  await expect(sweep({ points }, { ...quiet, signal, output: join(folder, 'sweep') })).rejects.toMatchObject({
    code: 'cancelled',
    hint: expect.stringContaining('start it again'),
  })
  const question = { by: 'concurrency' as const, slo: ['ttft.p50<1000'], high: 4 }
  const search = findCapacity(
    { question, plan: planOf(server.url, 1) },
    { ...quiet, signal, output: join(folder, 'c') },
  )
  await expect(search).rejects.toMatchObject({ code: 'cancelled', hint: expect.stringContaining('start it again') })
  expect(await readdir(folder)).toEqual([])
  await server.close()
})
