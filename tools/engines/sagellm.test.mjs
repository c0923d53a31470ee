import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { endListener } from './end-listener.mjs'
import { engineUnderTest } from './engine-under-test.mjs'
import { relativeDifference } from './figures.mjs'
import { keepMeasured } from './measured-engines.mjs'
import { measureRun } from './measure-run.mjs'
import { comparisonFigures } from './product-figures.mjs'
import { artifact, recordsOf } from './program.mjs'
import { VERSION, startSagellm, startSagellmEngine, startSagellmGateway } from './sagellm.mjs'
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

/** Waits until so many streamed answers came through a wire logger since it was last emptied. */
async function answers(wire, count) {
  // A failure is one chunk after that of the role.
  const ended = ({ events }) => events.length > 3 && events.some(({ data }) => data.choices?.[0]?.finish_reason)
  while ((await wire.look()).filter(ended).length < count) await sleep(100)
}

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
})

describe('sageLLM, a gateway that outlives its engine', () => {
  const underTest = engineUnderTest({ start: startSagellmGateway })

  test('native: token ids, lengths of prompts and the figures of the engine itself', async (context) => {
    const { server, run } = underTest(context)
    const address = `http://127.0.0.1:${server.enginePort}`
    const native = ['--backend-url', address, '--client', 'sagellm-native', '--save-text']
    const { output, folder } = await run(['run', ...native, ...load, '-q'])
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

  test('the gateway has no native route, and is told from an engine', async (context) => {
    const { server, run } = underTest(context)
    const { exitCode, output } = await run(['run', '--backend-url', server.url, '--endpoint', 'native', ...load, '-q'])
    expect(exitCode).toBe(1)
    expect(output).toContain('is that of a sageLLM engine (port 8902)')
  })

  test('requests in one piece: the hop report is of them, and stands in the output', async (context) => {
    const { server, run } = underTest(context)
    const { output, folder } = await run(['run', '--backend-url', server.url, '--no-stream', ...load, '-q'])
    const [{ server_counters: counters }] = Object.values(artifact(folder, 'benchmark_summary.json').workloads)
    console.log('hop report', JSON.stringify(counters.hop_report))
    expect(counters.hop_report, output).toMatchObject({ during_load: 12, gap: null })
    expect(counters.hop_report.percentiles.engine.p50).toBeGreaterThan(1)
    expect(output).toMatch(/gateway’s hops, requests in one piece only \(\d+ since it started, 12 of this load/)
    expect(output).toContain('12 requests counted, 12 sent')
  })

  test('run: an engine that dies is seen, each request after it failed with the words of the gateway', async (context) => {
    const { server, wire, run } = underTest(context)
    const asked = ['--concurrency', '1', '--num-prompts', '60', '--prompt-tokens', '40', '--output-tokens', '24']
    await wire.take()
    const running = run(['run', '--backend-url', `${wire.url}/v1`, ...asked, '--warmup', '0', '-q'])
    await answers(wire, 11)
    endListener(server.enginePort)
    const { exitCode, output, folder } = await running
    const records = recordsOf(folder)
    const failed = records.filter((record) => record.error_class !== null)
    console.log(`run: ${failed.length} of ${records.length} failed`, failed.at(-1)?.error_message)
    expect(exitCode, output).toBe(1)
    expect(records).toHaveLength(60)
    // A trial before the run is an answer too, and one or two more may come while the engine is being ended.
    expect(failed.length).toBeGreaterThanOrEqual(46)
    expect(failed.length).toBeLessThanOrEqual(52)
    expect(new Set(failed.map((record) => record.error_class))).toEqual(new Set(['stream_error_event']))
    expect(failed.at(-1).error_message).toContain('ErrorCode.UNAVAILABLE')
    expect(output).toContain('ErrorCode.UNAVAILABLE')
  })
})

describe('sageLLM, a gateway that outlives its engine in a comparison', () => {
  const underTest = engineUnderTest({ start: startSagellmGateway })

  test('compare: a target whose engine dies failed, and nothing of it is judged', async (context) => {
    const { server, wire, run } = underTest(context)
    const cpu = await startCpuServer()
    try {
      await wire.take()
      const shape = ['--concurrency', '1', '--num-prompts', '8', '--rounds', '6', ...SHORT.slice(0, -1)]
      const targets = ['--target', `cpu=${cpu.url}/v1`, '--target', `sagellm=${wire.url}/v1`]
      const running = run(['compare', ...shape, ...targets, '--model', server.model, '-q'])
      await answers(wire, 15)
      endListener(server.enginePort)
      const { exitCode, output, folder } = await running
      const { verdicts, targets: sides } = artifact(folder, 'comparison.json')
      const failures = sides.map(({ label, rows }) => [label, rows.reduce((sum, row) => sum + row.failed_requests, 0)])
      console.log('compare', exitCode, JSON.stringify(failures), output)
      expect(exitCode).toBe(1)
      const { cpu: none, sagellm: many } = Object.fromEntries(failures)
      expect(none).toBe(0)
      // It answered at first.
      expect(many).toBeGreaterThan(0)
      expect(many).toBeLessThan(sides.find(({ label }) => label === 'sagellm').requests)
      expect(output).toContain('ErrorCode.UNAVAILABLE')
      // That requests failed is a fact of its own.
      const judged = verdicts.filter(({ metric, verdict }) => metric !== 'error_rate' && verdict !== 'inconclusive')
      expect(judged).toEqual([])
    } finally {
      await cpu.stop()
    }
  })
})
