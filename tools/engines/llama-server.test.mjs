import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { measureTtft } from './independent-client.mjs'
import { chatBodies } from './llama-prompts.mjs'
import { startLlamaServer } from './llama-server.mjs'
import { artifact, benchmark, recordsOf } from './program.mjs'
import { meanTbt, median } from './figures.mjs'

let server
beforeAll(async () => {
  server = await startLlamaServer()
})
afterAll(() => server?.stop())

const load = (concurrency, prompts) => [
  ...['--concurrency', String(concurrency), '--num-prompts', String(prompts), '--prompt-tokens', '200'],
  ...['--output-tokens', '64', '--warmup', '2', '-q'],
]

describe('run against llama-server', () => {
  test.each([1, 4, 16])('at concurrency %i: no failure, prompts as long as asked, TBT as the server has it', async (concurrency) => {
    const before = await decodeCounters()
    const { exitCode, output, folder } = await benchmark([
      'run',
      '--backend-url',
      `${server.url}/v1`,
      ...load(concurrency, 32),
    ])
    const after = await decodeCounters()
    const records = recordsOf(folder)

    expect(output).toContain('32 ok · 0 failed')
    expect(exitCode).toBe(0)
    expect(records.map((record) => record.prompt_tokens)).toEqual(records.map(() => 200))

    // The server's time runs from the first token to the last, and it counts the first among the tokens. Warm-up and trial
    // requests are in its counters too: the same tokens at the same pace.
    const requests = records.length + 3
    const serverMs = (after.seconds - before.seconds) * 1_000
    const serverTbt = serverMs / (after.tokens - before.tokens - requests)
    console.log(`concurrency ${concurrency}: TBT ${meanTbt(records).toFixed(3)} ms, the server's own ${serverTbt.toFixed(3)} ms`)
    expect(Math.abs(meanTbt(records) / serverTbt - 1)).toBeLessThan(0.01)
  })

  test('TTFT at 8 requests a second is that of a client with a connection a request, within 15 %', async () => {
    const ours = []
    const theirs = []
    for (let turn = 0; turn < 3; turn += 1) {
      const { folder } = await benchmark([
        ...['run', '--backend-url', `${server.url}/v1`, '--request-rate', '8', '--burstiness', 'inf', '--num-prompts', '24'],
        ...['--prompt-tokens', '50', '--output-tokens', '4', '--warmup', '0', '--extra-body', '{"cache_prompt":false}', '-q'],
      ])
      ours.push(...recordsOf(folder).map((record) => record.first_token_at - record.start_at))
      const bodies = await chatBodies(server, { count: 24, tokens: 50, outputTokens: 4 })
      theirs.push(...(await measureTtft(`${server.url}/v1/chat/completions`, { bodies, rateRps: 8 })))
    }
    console.log(`TTFT p50 ${median(ours).toFixed(1)} ms, the other client's ${median(theirs).toFixed(1)} ms`)
    expect(ours).toHaveLength(72)
    expect(Math.abs(median(ours) / median(theirs) - 1)).toBeLessThan(0.15)
  })

  test.each([1, 4, 16])('compare --self at concurrency %i: no failure, and no difference is found', async (concurrency) => {
    const { exitCode, output, folder } = await benchmark([
      ...['compare', '--self', '--target', `llama=${server.url}/v1`, '--concurrency', String(concurrency)],
      ...['--num-prompts', '16', '--rounds', '5', '--max-output-tokens', '24', '--quiet'],
    ])
    expect(exitCode, output).toBe(0)
    const failed = artifact(folder, 'comparison.json').cells.flatMap((cell) => cell.targets.map((target) => target.failed))
    expect(failed.every((count) => count === 0)).toBe(true)
  })
})

async function decodeCounters() {
  const page = await (await fetch(`${server.url}/metrics`)).text()
  const value = (name) => Number(new RegExp(`^llamacpp:${name} (.*)$`, 'm').exec(page)?.[1])
  return { tokens: value('tokens_predicted_total'), seconds: value('tokens_predicted_seconds_total') }
}
