import { chatBodies } from './chat-bodies.mjs'
import { median } from './figures.mjs'
import { measureTtft } from './independent-client.mjs'
import { recordsOf } from './program.mjs'

const RATE = 8
const REQUESTS = 24
const PROMPT_TOKENS = 50
const OUTPUT_TOKENS = 8
const TURNS = 3

/**
 * The program and another client in turns, each with a constant rate of requests. `{ command, requests, failed, product, other }` with
 * the medians of TTFT in ms.
 */
export async function measureTtftAtRate({ server, run }, engine) {
  const body = engine.bodyFields?.(server) ?? {}
  const flags = [
    ...['--request-rate', String(RATE), '--burstiness', 'inf', '--num-prompts', String(REQUESTS), '--warmup', '0'],
    ...['--prompt-tokens', String(PROMPT_TOKENS), '--output-tokens', String(OUTPUT_TOKENS)],
    ...(engine.extra ? ['--extra-body', JSON.stringify(engine.extra)] : []),
  ]
  const address = ['--backend-url', `${server.url}/v1`, ...(engine.flags?.(server) ?? [])]
  const [ours, theirs] = [[], []]
  for (let turn = 0; turn < TURNS; turn += 1) {
    const bodies = await chatBodies({
      ...{ count: REQUESTS, tokens: PROMPT_TOKENS, outputTokens: OUTPUT_TOKENS, extra: { ...body, ...engine.extra } },
      countTokens: (content) => engine.countTokens(server, content),
    })
    const { folder } = await run(['run', ...address, ...flags, '-q'])
    ours.push(...recordsOf(folder))
    theirs.push(...(await measureTtft(`${server.url}/v1/chat/completions`, { bodies, rateRps: RATE })))
  }
  const answered = ours.filter((record) => record.error_class === null)
  return {
    command: ['run', ...flags].join(' '),
    ...{ requests: ours.length, failed: ours.length - answered.length },
    product: { ttftMs: median(answered.map((record) => record.first_token_at - record.start_at)) },
    other: { ttftMs: median(theirs) },
  }
}
