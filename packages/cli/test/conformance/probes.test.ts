import { mkdtemp, rm } from 'node:fs/promises'
import { appendFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { observeTarget } from '@sagellm-benchmark/probes'
import {
  createReferenceEngine,
  servedDialects,
  type SimulatorInput,
  startEngineServer,
} from '@sagellm-benchmark/reference-engine'
import { createOpenAiClient } from '@sagellm-benchmark/clients'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aRequest } from './served.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probes-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A short load of three requests at once under observation, in a dialect. */
async function observed(dialect: string, simulator: SimulatorInput = {}) {
  const logFile = join(folder, `${dialect}-${Object.entries(simulator).flat().join('-')}.log`)
  const engine = createReferenceEngine({ decodeStepMs: 2, naturalOutputTokens: null, ...simulator })
  appendFileSync(logFile, '')
  const server = await startEngineServer({ engine, dialect, logSink: (line) => appendFileSync(logFile, `${line}\n`) })
  const client = createOpenAiClient({ url: server.url, env: {}, dialect })
  await client.open({ connections: 3 })
  const observer = await observeTarget({
    label: dialect,
    url: `${server.url}/v1`,
    logFile,
    intervalMs: null,
    settleMs: 0,
  })
  const records = await Promise.all([40, 50, 60].map((maxTokens) => client.send(aRequest({ maxTokens }))))
  const observation = await observer.stop()
  await client.close()
  await server.close()
  await engine.close()
  return { ...observation, records }
}

/** Ollama has no metrics page, and the plain protocol no names that anyone knows. */
const measured = servedDialects.filter(({ name }) => name !== 'ollama' && name !== 'openai')

describe.each(measured)('the metrics of $name', ({ name }) => {
  test('are read by the probes, and agree with what the client counted', async () => {
    const { telemetry, records } = await observed(name)
    const sum = (field: 'promptTokens' | 'outputTokens') =>
      records.reduce((total, record) => total + (record[field] ?? Number.NaN), 0)
    expect(telemetry.engine).toBe(name)
    expect(telemetry.counters.prompt_tokens?.delta).toBe(sum('promptTokens'))
    expect(telemetry.counters.generation_tokens?.delta).toBe(sum('outputTokens'))
    if (name === 'llamacpp') return
    expect(telemetry.counters.requests?.delta).toBe(3)
    for (const latency of name === 'tgi' ? (['e2e', 'queue'] as const) : (['ttft', 'itl', 'e2e'] as const)) {
      expect({ latency, known: typeof telemetry.latencies[latency]?.meanMs }).toEqual({ latency, known: 'number' })
    }
  })
})

describe('path evidence of the sagellm dialect', () => {
  const claims = async (simulator: SimulatorInput) => {
    const { evidence } = await observed('sagellm', simulator)
    return Object.fromEntries(evidence.claims.map(({ claim, evidence: found }) => [claim, found]))
  }
  const names = ['shared_stream_concurrent_batching', 'paged_or_native_path_usage', 'formal_block_table_usage'] as const
  const wanted = (...found: string[]) => Object.fromEntries(names.map((name, at) => [name, found[at]]))

  test.each<[string, SimulatorInput, string[]]>([
    ['all paths taken', {}, ['yes', 'yes', 'yes']],
    ['under the name of Ascend', { attentionPath: 'native-ascend' }, ['yes', 'yes', 'yes']],
    ['no shared stream', { sharedStream: false }, ['none', 'yes', 'yes']],
    ['a fallback, which is no paged path', { attentionPath: 'torch-fallback' }, ['yes', 'none', 'yes']],
    ['no block tables', { blockTables: false }, ['yes', 'yes', 'none']],
    ['no pages and no shared stream', { attentionPath: 'contiguous', sharedStream: false }, ['none', 'none', 'none']],
  ])('%s', async (_, simulator, found) => {
    expect(await claims(simulator)).toEqual(wanted(...found))
  })
})
