import { chatBodies } from './chat-bodies.mjs'
import { median } from './figures.mjs'
import { measureTtft } from './independent-client.mjs'
import { recordsOf } from './program.mjs'

const RATE = 8
const REQUESTS = 24
const PROMPT_TOKENS = 50
const OUTPUT_TOKENS = 8
/** Pairs of turns; who begins changes from one to the next. */
const PAIRS = 6

/**
 * The program and another client in turns, each with a constant rate of requests, after a turn that is not measured. Other work on the
 * machine meets the two unequally, so that each pair is compared by itself.
 *
 * @returns `{ command, requests, failed, product, other, ratio }`: medians of TTFT in ms, and the median over the pairs of ours / theirs.
 */
export async function measureTtftAtRate({ server, run }, engine) {
  const fields = engine.bodyFields?.(server) ?? {}
  const flags = [
    ...['--request-rate', String(RATE), '--burstiness', 'inf', '--num-prompts', String(REQUESTS), '--warmup', '0'],
    ...['--prompt-tokens', String(PROMPT_TOKENS), '--output-tokens', String(OUTPUT_TOKENS)],
    ...(engine.extra ? ['--extra-body', JSON.stringify(engine.extra)] : []),
  ]
  const address = ['--backend-url', `${server.url}/v1`, ...(engine.flags?.(server) ?? [])]
  const ourTurn = async () => recordsOf((await run(['run', ...address, ...flags, '-q'])).folder)
  const theirTurn = async () => {
    const bodies = await chatBodies({
      ...{ count: REQUESTS, tokens: PROMPT_TOKENS, outputTokens: OUTPUT_TOKENS, extra: { ...fields, ...engine.extra } },
      countTokens: (content) => engine.countTokens(server, content),
    })
    return measureTtft(`${server.url}/v1/chat/completions`, { bodies, rateRps: RATE })
  }

  await theirTurn()
  const pairs = []
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const first = pair % 2 === 0 ? await ourTurn() : null
    const theirs = await theirTurn()
    pairs.push({ ours: first ?? (await ourTurn()), theirs })
  }
  const records = pairs.flatMap(({ ours }) => ours)
  const answered = (turn) => turn.filter((record) => record.error_class === null)
  const ttfts = (turn) => answered(turn).map((record) => record.first_token_at - record.start_at)
  return {
    command: ['run', ...flags].join(' '),
    ...{ requests: records.length, failed: records.length - answered(records).length },
    product: { ttftMs: median(ttfts(records)) },
    other: { ttftMs: median(pairs.flatMap(({ theirs }) => theirs)) },
    ratio: median(pairs.map(({ ours, theirs }) => median(ttfts(ours)) / median(theirs))),
  }
}
