import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chatBodies } from './chat-bodies.mjs'
import { meanTbt, median } from './figures.mjs'
import { measureTtft } from './independent-client.mjs'
import { artifact, benchmark, recordsOf } from './program.mjs'

/**
 * The tests that every real engine has to pass.
 *
 * @param engine.start - `() => { url, stop }`.
 * @param engine.load - `{ promptTokens, outputTokens, requests }` that fits the engine's pace.
 * @param engine.countTokens - `(server, text)`: prompt tokens as the server counts them; without it lengths are not tested.
 * @param engine.decodeTotals - `server => { ms, tokens, firstTokenCounted }` since its start; without it TBT is not tested.
 */
export function describeEngine(name, engine) {
  const { load, extra = {} } = engine
  let server
  let modelFlags = []
  beforeAll(async () => {
    server = await engine.start()
    const model = engine.modelOf ? engine.modelOf(server) : engine.model
    modelFlags = model ? ['--model', model] : []
  })
  afterAll(() => server?.stop())

  /** Comparisons are tried for failures, not for figures: prompts that a tiny model on two cores reads in no time. */
  const small = ['--max-seq-len', '128', '--max-minutes', '2']
  const endpoint = () => ['--backend-url', `${server.url}/v1`, ...modelFlags]

  describe(name, () => {
    test.each([1, 4, 16])('run, %i streams: nothing fails, lengths and TBT are the server’s', async (streams) => {
      const before = await engine.decodeTotals?.(server)
      const { exitCode, output, folder } = await benchmark([
        ...['run', ...endpoint(), '--concurrency', String(streams), '--num-prompts', String(load.requests)],
        ...[
          '--prompt-tokens',
          String(load.promptTokens),
          '--output-tokens',
          String(load.outputTokens),
          '--warmup',
          '0',
          // A trial would be in the server's totals too.
          '--no-ready-check',
          '-q',
        ],
      ])
      const after = await engine.decodeTotals?.(server)
      expect(output).toContain(`${load.requests} ok · 0 failed`)
      expect(exitCode, output).toBe(0)

      const records = recordsOf(folder)
      if (engine.countTokens) {
        expect(records.map((record) => record.usage.prompt_tokens)).toEqual(records.map(() => load.promptTokens))
      }
      if (!before) return
      const answers = after.firstTokenCounted ? records.length : 0
      const serverTbt = (after.ms - before.ms) / (after.tokens - before.tokens - answers)
      const ours = meanTbt(records)
      console.log(`${name}, ${streams} streams: TBT ${ours.toFixed(3)} ms, the server's own ${serverTbt.toFixed(3)} ms`)
      expect(Math.abs(ours / serverTbt - 1)).toBeLessThan(0.01)
    })

    test.runIf(engine.countTokens)(
      'TTFT at 8 requests a second is that of a client with a connection a request',
      async () => {
        const ours = []
        const theirs = []
        for (let turn = 0; turn < 3; turn += 1) {
          const { folder } = await benchmark([
            ...[
              'run',
              ...endpoint(),
              '--request-rate',
              '8',
              '--burstiness',
              'inf',
              '--num-prompts',
              '24',
              '--warmup',
              '0',
            ],
            ...['--prompt-tokens', '50', '--output-tokens', '8', '--extra-body', JSON.stringify(extra), '-q'],
          ])
          ours.push(...recordsOf(folder).map((record) => record.first_token_at - record.start_at))
          const bodies = await chatBodies({
            ...{
              count: 24,
              tokens: 50,
              outputTokens: 8,
              extra: { ...extra, ...(engine.model ? { model: engine.model } : {}) },
            },
            countTokens: (content) => engine.countTokens(server, content),
          })
          theirs.push(...(await measureTtft(`${server.url}/v1/chat/completions`, { bodies, rateRps: 8 })))
        }
        console.log(
          `${name}: TTFT p50 ${median(ours).toFixed(1)} ms, the other client's ${median(theirs).toFixed(1)} ms`,
        )
        expect(ours).toHaveLength(72)
        expect(Math.abs(median(ours) / median(theirs) - 1)).toBeLessThan(0.15)
      },
    )

    test.each([1, 4, 16])('compare --self, %i streams: nothing fails', async (streams) => {
      const { exitCode, output, folder } = await benchmark([
        ...[
          'compare',
          '--self',
          '--target',
          `engine=${server.url}/v1`,
          ...modelFlags,
          '--concurrency',
          String(streams),
        ],
        ...['--num-prompts', '16', '--rounds', '5', '--max-output-tokens', '8', ...small, '--quiet'],
      ])
      expect(exitCode, output).toBe(0)
      expect(failuresIn(artifact(folder, 'comparison.json'))).toBe(0)
    })

    test.each([1, 4, 16])('convergence, batches of %i: nothing fails', async (size) => {
      const target = (label) => ['--target', `${label}=${server.url}/v1`]
      const { exitCode, output, folder } = await benchmark([
        ...['convergence', ...target('before'), ...target('after'), ...modelFlags, '--batch-size', String(size)],
        ...['--rounds', '3', '--max-output-tokens', '8', ...small, '--quiet'],
      ])
      expect(exitCode, output).toBe(0)
      expect(failuresIn(artifact(folder, 'comparison.json'))).toBe(0)
    })
  })
}

/** Every count of failures that the file holds, whatever the cell. */
function failuresIn(file) {
  let failures = 0
  JSON.stringify(file, (key, value) => {
    if (key === 'failed' && typeof value === 'number') failures += value
    return value
  })
  return failures
}
