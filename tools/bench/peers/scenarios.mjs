// The loads that every client sends, and how the server answers them.

/**
 * @typedef {{ name: string, title: string, requests: number, concurrency: number, tokens: number, rateRps: number | null,
 *   rounds: number, quick: boolean, limitMs: number, server: { firstMs: number, rate: number, shape: 'aligned' | 'paced' } }} Scenario
 * `rateRps`: an open loop at this even rate; `null`: a closed loop of `concurrency`. `rounds`: how many where nobody says; `quick`: part of
 * a first look.
 */

/** Short prompts: what is compared is the client, not its tokenizer. */
export const PROMPT_TOKENS = 32

/** @returns {Scenario[]} */
export function scenarios(quick) {
  const tokens = quick ? 50 : 200
  return [
    {
      ...{ name: 'start-up', title: 'Four requests of four tokens: what a tool costs before and after its load' },
      ...{ requests: 4, concurrency: 4, tokens: 4, rateRps: null, rounds: 3, limitMs: 120_000 },
      server: { firstMs: 50, rate: 50, shape: 'aligned' },
    },
    ...[64, 256].map((streams) => ({
      name: `${streams}x50-aligned`,
      title: `${streams} streams x 50 tokens a second, all at one instant, ${tokens} tokens each`,
      ...{
        requests: streams,
        concurrency: streams,
        tokens,
        rateRps: null,
        rounds: streams === 64 ? 1 : 3,
        limitMs: 120_000,
      },
      server: { firstMs: 500, rate: 50, shape: 'aligned' },
    })),
    {
      ...{ name: 'waves', title: 'Four waves of 32 requests, ten tokens each' },
      ...{ requests: 128, concurrency: 32, tokens: 10, rateRps: null, rounds: 1, limitMs: 120_000 },
      server: { firstMs: 100, rate: 50, shape: 'paced' },
    },
    {
      ...{ name: 'open-loop', title: 'An open loop of 50 requests a second at even distances, five tokens each' },
      ...{ requests: quick ? 100 : 400, concurrency: 64, tokens: 5, rateRps: 50, rounds: 1, limitMs: 120_000 },
      server: { firstMs: 50, rate: 50, shape: 'paced' },
    },
    {
      ...{ name: 'started-together', title: '1,000 streams started together, ten tokens a second of each' },
      ...{ requests: 1000, concurrency: 1000, tokens: 20, rateRps: null, rounds: 1, limitMs: 150_000 },
      server: { firstMs: 1000, rate: 10, shape: 'paced' },
    },
  ].map((each) => ({ ...each, quick: !['64x50-aligned', 'waves'].includes(each.name) }))
}
