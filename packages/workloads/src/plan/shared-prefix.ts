import { invalidArgument, type RequestPhase, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { buildToLength } from '../sources/build-to-length.js'
import type { Counting } from '../sources/counting.js'
import { followedBy } from '../sources/draft.js'
import { composeReport } from '../sources/summarisation.js'
import { estimateTokens } from '../tokens/estimate-tokens.js'

export type SharedPrefixOptions = {
  readonly workload: WorkloadPlan
  readonly seed: number
}

/**
 * The text that all requests of a round begin with when the workload asks for sharing: `sharedPrefixTokens` tokens, a
 * new text every round, so that each round finds the cache cold once and warm thereafter. Empty without sharing.
 *
 * @throws BenchError `invalid_argument` when the prefix leaves no room for a prompt.
 */
export function createSharedPrefix({
  workload,
  seed,
}: SharedPrefixOptions): (round: { readonly phase: RequestPhase; readonly round: number }) => Counting<string> {
  const tokens = workload.sharedPrefixTokens
  if (tokens > 0 && tokens + 8 > workload.promptTokens) {
    throw invalidArgument(
      `sharedPrefixTokens of ${workload.name}`,
      tokens,
      `leave at least 8 of the ${workload.promptTokens} prompt tokens to each request`,
    )
  }

  const made = new Map<string, string>()
  const language = workload.language === 'zh' ? 'zh' : 'en'
  return function* prefixOf({ phase, round }) {
    if (tokens === 0) return ''
    const key = `${phase}-${round}`
    const known = made.get(key)
    if (known !== undefined) return known
    const random = createRandom(deriveSeed(seed, 'shared-prefix', workload.name, key))
    const body = followedBy([], composeReport({ random, language, tokens, foresee: estimateTokens }).body)
    const draft = { turns: [], lead: '', body, tail: '', compact: body, language } as const
    const scale = { charactersPerToken: language === 'zh' ? 1.5 : 4, fixedTokens: 0 }
    const { input } = yield* buildToLength(draft, { tokens, opening: '', form: 'text', scale })
    const text = input.kind === 'text' ? `${input.text}\n\n` : ''
    made.set(key, text)
    return text
  }
}
