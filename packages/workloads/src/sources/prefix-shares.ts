import { invalidArgument, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'

/** Tokens of the blocks in which most caches keep prompts: what requests share is a whole number of them. */
const CACHE_BLOCK = 16
/** Tokens that a prompt keeps for itself. */
const LEAST_OWN = 8

export type PrefixShares = {
  /** Tokens that request `index` begins with of its prefix. The first of each prefix has the longest beginning, for others to find. */
  tokensOf(index: number): number
  /** Tokens that an infinite cache finds of a request, on average over a round. */
  readonly mean: number
}

type Wish = { readonly prefixes: number; readonly prefixTokens: number | null; readonly hitRate: number | null }
type Lengths = Pick<WorkloadPlan, 'name' | 'promptTokens'>

/**
 * How much of its prefix each request has, so that an infinite cache of blocks of 16 tokens or fewer finds what was asked for: with
 * `hitRate` the stated share of all prompt tokens of a round, to within one block in all.
 *
 * @param requests - of a round; `null` where nothing says how many: then the first requests, which find nothing, weigh nothing.
 * @throws BenchError `invalid_argument` where it cannot be had.
 */
export function prefixShares(wish: Wish, workload: Lengths, requests: number | null): PrefixShares {
  const { prefixes, prefixTokens, hitRate } = wish
  if (prefixTokens !== null) return fixedShares({ prefixes, prefixTokens }, workload, requests)
  const { promptTokens } = workload
  const later = requests === null ? null : requests - prefixes
  const most = Math.floor((promptTokens - LEAST_OWN) / CACHE_BLOCK) * CACHE_BLOCK
  const asked = hitRate ?? 0
  const ofLater = later === null || requests === null ? 1 : Math.max(0, later) / requests
  const highest = Math.max(0, (most * ofLater) / promptTokens)
  if (asked > highest)
    throw invalidArgument(
      `the prefix hit rate of ${workload.name}`,
      asked,
      `${requests ?? 'any number of'} prompts of ${promptTokens} tokens with ${prefixes} prefixes reach ${Math.floor(highest * 1000) / 1000}: ask for less, for more requests, or for fewer prefixes`,
    )
  const all = later === null ? null : Math.round((asked * (requests ?? 0) * promptTokens) / CACHE_BLOCK)
  const each = all === null || later === null ? (asked * promptTokens) / CACHE_BLOCK : all / later
  const longest = Math.ceil(each) * CACHE_BLOCK
  return {
    tokensOf(index) {
      if (index < prefixes) return longest
      const before = index - prefixes
      return CACHE_BLOCK * (Math.floor((before + 1) * each + ROUNDING) - Math.floor(before * each + ROUNDING))
    },
    mean: requests === null || all === null ? asked * promptTokens : (all * CACHE_BLOCK) / requests,
  }
}

/** A product that should be whole may lie just below it. */
const ROUNDING = 1e-9

function fixedShares(
  { prefixes, prefixTokens }: { readonly prefixes: number; readonly prefixTokens: number },
  { name, promptTokens }: Lengths,
  requests: number | null,
): PrefixShares {
  if (prefixTokens + LEAST_OWN > promptTokens)
    throw invalidArgument(
      `the prefix of ${name}`,
      prefixTokens,
      `leave at least ${LEAST_OWN} of the ${promptTokens} prompt tokens to each request`,
    )
  const later = requests === null ? 1 : Math.max(0, requests - prefixes) / requests
  return { tokensOf: () => prefixTokens, mean: prefixTokens * later }
}
