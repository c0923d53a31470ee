import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endListener } from './end-listener.mjs'
import { engineUnderTest } from './engine-under-test.mjs'
import { relativeDifference } from './figures.mjs'
import { keepMeasured } from './measured-engines.mjs'
import { measureRun } from './measure-run.mjs'
import { comparisonFigures } from './product-figures.mjs'
import { benchmark, recordsOf } from './program.mjs'
import { VERSION, startSagellm, startSagellmEngine } from './sagellm.mjs'
import { startCpuServer } from './serve-cpu.mjs'

// One stream at a time: with several, this version of the engine fails some requests ("Already borrowed"), which is its result.
const STREAMS = 1
const engine = { load: { promptTokens: 40, outputTokens: 24, requests: 12 } }
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
const SHORT = ['--workload', 'Q1', '--max-output-tokens', '8', '--max-minutes', '1', '-q']

describe.each([
  ['sageLLM, gateway', startSagellm, '/v1'],
  ['sageLLM, port of the engine', startSagellmEngine, ''],
])('%s', (name, start, path) => {
  const underTest = engineUnderTest({ start })
  const keep = (result) => keepMeasured({ engine: name, version: VERSION, streams: STREAMS, ...result })

  test('run: tokens, TTFT, TBT and tok/s are the wire’s, without a usage in the stream', async (context) => {
    const measured = await measureRun(underTest(context), { engine, streams: STREAMS, path })
    const { output, folder, command, product, wire } = measured
    console.log(name, JSON.stringify({ product, wire }))
    keep({ kind: 'run', command, product, wire, own: null })
    expect(product, output).toMatchObject({ requests: 12, failed: 0 })
    expect(new Set(recordsOf(folder).map((record) => record.token_count_source))).toEqual(new Set(['chunks_verified']))
    expect(product.outputTokens).toBe(wire.outputTokens)
    expect(relativeDifference(product.tbtMs, wire.tbtMs)).toBeLessThan(0.01)
    expect(relativeDifference(product.outputTps, wire.outputTps)).toBeLessThan(0.01)
  })

  test('convergence: nothing fails', async (context) => {
    const { server, run } = underTest(context)
    const args = ['convergence', '--batch-size', '1', '--rounds', '3', ...SHORT]
    const targets = ['before', 'after'].flatMap((label) => ['--target', `${label}=${server.url}${path}`])
    const { exitCode, output, folder } = await run([...args, ...targets])
    expect(exitCode, output).toBe(0)
    const figures = comparisonFigures(folder)
    keep({ kind: 'convergence', command: args.join(' '), ...figures })
    expect(figures.failed, output).toBe(0)
  })

  test('compare with the program’s own CPU server: nothing fails', async (context) => {
    const { server, run } = underTest(context)
    const cpu = await startCpuServer()
    try {
      const args = ['compare', '--concurrency', '1', '--num-prompts', '8', '--rounds', '3', ...SHORT]
      const addresses = { cpu: `${cpu.url}/v1`, sagellm: `${server.url}${path}` }
      const targets = Object.entries(addresses).flatMap(([label, url]) => ['--target', `${label}=${url}`])
      const { exitCode, output, folder } = await run([...args, ...targets, '--model', server.model])
      expect(exitCode, output).toBe(0)
      const figures = comparisonFigures(folder)
      keep({ kind: 'compare', command: `${args.join(' ')} (with serve-cpu)`, ...figures })
      expect(figures.failed, output).toBe(0)
    } finally {
      await cpu.stop()
    }
  })

  test('an engine that dies is seen: its requests failed, with the words of what is left', async (context) => {
    const { server, wire, run } = underTest(context)
    const asked = ['--concurrency', '1', '--num-prompts', '60', '--prompt-tokens', '40', '--output-tokens', '24']
    const ending = ['--warmup', '0', '--stop-after-errors', '10', '-q']
    const running = run(['run', '--backend-url', `${wire.url}${path}`, ...asked, ...ending])
    // Trials before the run are streamed too: ten answers are more than those.
    await wire.take()
    while ((await wire.look()).length < 10) await sleep(200)
    endListener(server.enginePort)
    const { exitCode, output, folder } = await running
    const failed = recordsOf(folder).filter((record) => record.error_class !== null)
    console.log(name, `${failed.length} failed`, failed.at(-1)?.error_class, failed.at(-1)?.error_message)
    expect(exitCode, output).toBe(1)
    expect(failed.length).toBeGreaterThan(0)
    expect(output).toContain(failed.at(-1).error_class)
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
