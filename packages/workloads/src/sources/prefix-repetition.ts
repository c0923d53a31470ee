import { invalidArgument, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { z } from 'zod'
import { sharedText } from '../traced/shared-text.js'
import { textKeys } from '../traced/traced-text.js'
import { definePromptSource } from './define-prompt-source.js'
import { promptOf } from './open-data-set.js'
import { prefixShares } from './prefix-shares.js'
import type { PromptSlot } from './prompt-source.js'
import { pools } from './recorded-rows.js'

const options = z
  .strictObject({
    prefixes: z
      .int()
      .positive()
      .default(1)
      .describe('how many different ones; each is sent once before it can be found'),
    prefixTokens: z.int().positive().nullable().default(null).describe('length of each'),
    hitRate: z
      .number()
      .gt(0)
      .lt(1)
      .nullable()
      .default(null)
      .describe('or the share of all prompt tokens that an infinite cache finds'),
  })
  .refine(({ prefixTokens, hitRate }) => (prefixTokens === null) !== (hitRate === null), {
    message: 'give either prefixTokens or hitRate',
  })
export type PrefixOptions = z.infer<typeof options>

export const prefixRepetition = definePromptSource<PrefixOptions>({
  name: 'prefix_repetition',
  description:
    'prompts that share one of some prefixes, whose tokens are exactly the same, and are random words behind it',
  text: 'random',
  options,
  files: () => [],
  sharedTokens: (given, workload) => prefixShares(given, workload, workload.requests).mean,
  open(given, { workload, seed, textSeed = seed, form, requestsPlanned }) {
    refuseOtherPrefix(workload)
    const poolOf = pools({ form })
    const inRound = prefixShares(given, workload, requestsPlanned > 0 ? workload.requests : null)
    const outside = prefixShares(given, workload, null)
    const prefixOf = prefixOrder(given.prefixes, { seed, workload })
    return {
      *prepare() {
        yield* poolOf()
      },
      *draw({ phase, round, index }) {
        const shared = (phase === 'measured' ? inRound : outside).tokensOf(index)
        const own = { tokens: workload.promptTokens, shared, prefix: prefixOf({ phase, round, index }), own: index }
        const keys = textKeys(textSeed, workload.name, phase, round)
        const text = sharedText(own, { pool: yield* poolOf(), keys })
        const input = promptOf([{ role: 'user', content: text }], form)
        // The whole prompt is counted once more: what the pool promised is seen, not believed.
        return { input, tokens: yield input }
      },
    }
  },
})

/** Every prefix once in each group of requests, in an order that the seed decides. */
function prefixOrder(prefixes: number, { seed, workload }: { readonly seed: number; readonly workload: WorkloadPlan }) {
  const all = Array.from({ length: prefixes }, (_, at) => at)
  let known = { key: '', order: all }
  return ({ phase, round, index }: Pick<PromptSlot, 'phase' | 'round' | 'index'>): number => {
    const key = `${phase}-${round}-${Math.floor(index / prefixes)}`
    if (known.key !== key)
      known = { key, order: createRandom(deriveSeed(seed, 'prefixes', workload.name, key)).shuffled(all) }
    return known.order[index % prefixes] as number
  }
}

function refuseOtherPrefix({ name, sharedPrefixTokens }: WorkloadPlan): void {
  if (sharedPrefixTokens > 0)
    throw invalidArgument(
      `sharedPrefixTokens of workload ${name}`,
      sharedPrefixTokens,
      'the source prefix_repetition says itself what prompts share: prefixTokens or hitRate',
    )
}
