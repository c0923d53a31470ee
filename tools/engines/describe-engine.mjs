import { describe, expect, test } from 'vitest'
import { engineUnderTest } from './engine-under-test.mjs'
import { relativeDifference } from './figures.mjs'
import { keepMeasured } from './measured-engines.mjs'
import { measureRun } from './measure-run.mjs'
import { measureTtftAtRate } from './measure-ttft.mjs'
import { comparisonFigures } from './product-figures.mjs'

const CONCURRENCIES = [1, 4, 16]

/** Comparisons are tried for failures, not for figures. */
const SHORT = ['--workload', 'Q1', '--max-output-tokens', '8', '--rounds', '3', '--max-minutes', '1', '-q']

/**
 * The tests that every real engine has to pass.
 *
 * @param engine.start - `() => { url, port, stop }`.
 * @param engine.versionOf - the engine's version, from its server.
 * @param engine.load - `{ promptTokens, outputTokens, requests }` that fits the engine's pace.
 * @param engine.countTokens - `(server, text)`: prompt tokens of a chat with this one message, as the server counts them.
 * @param engine.flags - further flags of the program, from the server; `bodyFields` what the other client sends instead.
 * @param engine.extra - fields of the body that keep a server from answering out of its cache.
 * @param engine.decodeTotals - `server => { ms, tokens, firstTokenCounted }` since its start, where it has such counters.
 */
export function describeEngine(name, engine) {
  const underTest = engineUnderTest(engine)
  const keep = async (server, result) =>
    keepMeasured({ engine: name, version: await engine.versionOf(server), ...result })

  describe(name, () => {
    test.for(CONCURRENCIES)(
      'run, %i streams: nothing fails, and every figure is the wire’s',
      async (streams, context) => {
        const under = underTest(context)
        const { exitCode, output, command, product, wire, own } = await measureRun(under, { engine, streams })
        console.log(name, streams, JSON.stringify({ product, wire, own }))
        await keep(under.server, { kind: 'run', streams, command, product, wire, own })
        expect(exitCode, output).toBe(0)
        expect(product.failed, output).toBe(0)
        expect(product).toMatchObject({ requests: engine.load.requests, promptTokens: engine.load.promptTokens })
        expect(wire).toMatchObject({ promptTokens: product.promptTokens, outputTokens: product.outputTokens })
        expect(relativeDifference(product.outputTps, wire.outputTps)).toBeLessThan(0.01)
        // The program says of such a run that the pace of its tokens is not the engine's.
        if (product.heldBack) return
        expect(relativeDifference(product.tbtMs, wire.tbtMs)).toBeLessThan(0.01)
        if (own) expect(relativeDifference(product.tbtMs, own.tbtMs)).toBeLessThan(0.01)
      },
    )

    test('TTFT at 8 requests a second is that of a client with a connection a request', async (context) => {
      const under = underTest(context)
      const measured = await measureTtftAtRate(under, engine)
      console.log(name, JSON.stringify(measured))
      await keep(under.server, { kind: 'ttft', ...measured })
      expect(measured.failed).toBe(0)
      expect(relativeDifference(measured.ratio, 1)).toBeLessThan(0.15)
    })

    test.for(CONCURRENCIES)('compare --self, %i streams: nothing fails', async (streams, context) => {
      const under = underTest(context)
      const load = ['--concurrency', String(streams), '--num-prompts', '16', ...SHORT]
      await tryComparison(under, { kind: 'compare', streams, args: ['compare', '--self', ...load], labels: ['engine'] })
    })

    test.for(CONCURRENCIES)('convergence, batches of %i: nothing fails', async (streams, context) => {
      const under = underTest(context)
      const args = ['convergence', '--batch-size', String(streams), ...SHORT]
      await tryComparison(under, { kind: 'convergence', streams, args, labels: ['before', 'after'] })
    })
  })

  async function tryComparison({ server, run }, { kind, streams, args, labels }) {
    const targets = labels.flatMap((label) => ['--target', `${label}=${server.url}/v1`])
    const { exitCode, output, folder } = await run([...args, ...targets, ...(engine.flags?.(server) ?? [])])
    expect(exitCode, output).toBe(0)
    const figures = comparisonFigures(folder)
    await keep(server, { kind, streams, command: args.join(' '), ...figures })
    expect(figures.failed, output).toBe(0)
    expect(figures.requests).toBeGreaterThan(0)
  }
}
