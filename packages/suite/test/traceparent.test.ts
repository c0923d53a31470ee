import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RequestRecord, RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { requestRecordLine } from '@sagellm-benchmark/protocol-types/artifacts'
import { run } from '@sagellm-benchmark/suite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from './engines.js'

let output: string
let engine: RunningEngine
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'traceparent-'))
  engine = await startEngine({ decodeStepMs: 1 })
})
afterEach(async () => {
  await engine.close()
  await rm(output, { recursive: true, force: true })
})

async function recordsOf(target: object): Promise<RequestRecord[]> {
  const plan: RunPlanInput = {
    target: { kind: 'endpoint', url: engine.url, ...target },
    warmup: { requests: 0 },
    workloads: [
      {
        name: 'w',
        source: 'short_qa',
        promptTokens: 16,
        outputTokens: 4,
        requests: 5,
        load: { kind: 'closed', concurrency: 2 },
      },
    ],
  }
  await run(plan, { output, tokenCache: false })
  const lines = (await readFile(join(output, 'records.jsonl'), 'utf8')).trim().split('\n')
  return lines.map((line) => requestRecordLine.parse(JSON.parse(line), 'records.jsonl'))
}

/** What the engine says of the header that came with a request. */
async function receivedWith({ requestId }: RequestRecord): Promise<unknown> {
  const url = new URL(`/__reference/writes?request_id=${encodeURIComponent(requestId)}`, engine.url)
  return ((await (await fetch(url)).json()) as { traceparent: unknown }).traceparent
}

test('each request bears the trace id of the run and a span id of its own, which its record keeps', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  const records = await recordsOf({ traceId })
  expect(records).toHaveLength(5)
  for (const record of records) {
    expect(record.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
    expect(await receivedWith(record)).toBe(record.traceparent)
  }
  expect(new Set(records.map((record) => record.traceparent)).size).toBe(5)
})

test('without a trace id no request bears a header', async () => {
  const records = await recordsOf({})
  for (const record of records) {
    expect(record.traceparent).toBeNull()
    expect(await receivedWith(record)).toBeNull()
  }
})
