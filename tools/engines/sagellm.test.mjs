import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { benchmark, recordsOf } from './program.mjs'
import { startSagellm, startSagellmEngine } from './sagellm.mjs'

// One stream at a time: with several, this version of the engine fails some requests ("Already borrowed"), which is its result.
const load = [
  '--concurrency',
  '1',
  '--num-prompts',
  '12',
  '--prompt-tokens',
  '40',
  '--output-tokens',
  '24',
  '--warmup',
  '0',
]

describe.each([
  ['the gateway', startSagellm, (server) => `${server.url}/v1`],
  ['the port of the engine', startSagellmEngine, (server) => server.url],
])('sageLLM at %s', (_name, start, addressOf) => {
  let server
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server?.stop())

  test('tokens, TBT and tok/s are known without a usage in the stream', async () => {
    const { output, folder } = await benchmark(['run', '--backend-url', addressOf(server), ...load, '-q'])
    const answered = recordsOf(folder).filter((record) => record.error_class === null)
    expect(answered.length, output).toBeGreaterThanOrEqual(10)
    expect(new Set(answered.map((record) => record.token_count_source))).toEqual(new Set(['chunks_verified']))
    // A random model may end early, and then the end token counts too.
    for (const record of answered)
      expect(record.output_tokens).toBe(record.chunk_count + (record.chunk_count < 24 ? 1 : 0))
    expect(output).toMatch(/TBT ms +[\d.]+/)
    expect(output).toMatch(/output [\d.]+ tok\/s/)
  })
})

describe('a sageLLM engine by its own Protocol', () => {
  let server
  beforeAll(async () => {
    server = await startSagellmEngine()
  })
  afterAll(() => server?.stop())

  test('token ids, lengths of prompts and the figures of the engine itself', async () => {
    const native = ['--backend-url', server.url, '--client', 'sagellm-native', '--save-text']
    const { output, folder } = await benchmark(['run', ...native, ...load, '-q'])
    const answered = recordsOf(folder).filter((record) => record.error_class === null)
    expect(answered.length, output).toBeGreaterThanOrEqual(10)
    for (const record of answered) {
      expect(record).toMatchObject({
        token_count_source: 'token_ids',
        prompt_tokens: 40,
        prompt_length_basis: 'target_prompt',
      })
      expect(record.output_token_ids).toHaveLength(record.output_tokens)
      for (const name of ['ttft_ms', 'tbt_ms', 'tpot_ms', 'throughput_tps'])
        expect(record.engine_metrics[name], name).toBeGreaterThan(0)
    }
    expect(output).toMatch(/engine says +client saw/)
    expect(output).toMatch(/TBT ms +[\d.]+ +[\d.]+/)
  })

  test('a gateway, which has no native route, is told from an engine', async () => {
    const gateway = await startSagellm()
    try {
      const { exitCode, output } = await benchmark([
        'run',
        '--backend-url',
        gateway.url,
        '--endpoint',
        'native',
        ...load,
        '-q',
      ])
      expect(exitCode).toBe(1)
      expect(output).toContain('is that of a sageLLM engine (port 8902)')
    } finally {
      await gateway.stop()
    }
  })
})
