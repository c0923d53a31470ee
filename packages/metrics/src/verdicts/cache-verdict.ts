import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'

export type CacheVerdictOptions = {
  /** Prompt tokens that requests share on purpose. @default 0 */
  readonly sharedPrefixTokens?: number
  /** Growth of the server's own counters over the run, in tokens; used where usage says nothing. @default null */
  readonly serverCounters?: {
    readonly hitTokens: number
    readonly queryTokens: number
    /** Behind them, unmeasured ones included. @default those that were added */
    readonly requests?: number | null
  } | null
  /** Tokens of the chat template, alike in every request, that any cache may keep; 0 where plain texts are sent. @default 32 */
  readonly templateTokens?: number
}

/** Whether a prefix cache answered more than the plan meant it to. */
export type CacheVerdict = NonNullable<AggregatedMetrics['cache']>

/** What a chat template may add to the tokens that every request of a run begins with. */
export const TEMPLATE_TOKENS = 32

/** Of a plain text too: the token that some models begin every prompt with. */
const START_TOKENS = 1

/** Hits are counted in blocks and prompts differ in length: less than this beyond the plan is no excess. */
const TOLERANCE = 0.05

/** Where a chat template may be a larger part of the prompts than this, hits within its allowance prove nothing. */
const MAX_TEMPLATE_SHARE = 0.2

/**
 * Holds prefix-cache hits against the sharing that the plan intended. An excess means that the engine remembered prompts it should
 * have read: TTFT and input throughput then say nothing about its prefill.
 *
 * @param records - of one target; warm-up and failed ones are ignored.
 * @example cacheVerdict(records).verdict // 'contaminated'
 */
export function cacheVerdict(records: Iterable<RequestRecord>, options: CacheVerdictOptions = {}): CacheVerdict {
  const tally = createCacheTally()
  for (const record of records) tally.add(record)
  return tally.verdict(options)
}

/** What usage says of the prefix cache, from records that come one at a time. */
export interface CacheTally {
  add(record: RequestRecord): void
  verdict(options?: CacheVerdictOptions): CacheVerdict
}

/** `cacheVerdict` of records that are not kept. */
export function createCacheTally(): CacheTally {
  const counts = { measured: 0, known: 0, prompts: 0, hits: 0 }
  return {
    add({ phase, errorClass, usage, promptTokens }) {
      if (phase !== 'measured') return
      counts.measured += 1
      if (errorClass !== null || usage?.cachedTokens == null || promptTokens === null) return
      // More hits than prompt cannot be true, and say nothing.
      if (usage.cachedTokens > promptTokens) return
      counts.known += 1
      counts.prompts += promptTokens
      counts.hits += usage.cachedTokens
    },
    verdict: (options = {}) => verdictOf(counts, options),
  }
}

type CacheCounts = Readonly<Record<'measured' | 'known' | 'prompts' | 'hits', number>>

function verdictOf({ measured, known, prompts, hits }: CacheCounts, options: CacheVerdictOptions): CacheVerdict {
  const { sharedPrefixTokens = 0, serverCounters = null, templateTokens = TEMPLATE_TOKENS } = options
  const fromUsage = known > 0 && prompts > 0
  const requests = fromUsage ? known : (serverCounters?.requests ?? measured)
  const total = fromUsage ? prompts : (serverCounters?.queryTokens ?? 0)
  if (total === 0)
    return {
      verdict: 'unknown',
      source: null,
      hitShare: null,
      intendedShare: null,
      message:
        'not known whether a prefix cache answered: the engine reports no cache hits (vLLM does with --enable-prompt-tokens-details, SGLang with --enable-cache-report)',
    }

  const hitShare = (fromUsage ? hits : (serverCounters?.hitTokens ?? 0)) / total
  const shareOf = (tokens: number) => Math.min(1, (requests * tokens) / total)
  const intendedShare = shareOf(sharedPrefixTokens + templateTokens)
  const contaminated = hitShare > shareOf(sharedPrefixTokens + Math.max(templateTokens, START_TOKENS)) + TOLERANCE
  const tooShort = shareOf(templateTokens) > MAX_TEMPLATE_SHARE && hitShare > shareOf(sharedPrefixTokens) + TOLERANCE
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  if (!contaminated && tooShort)
    return {
      verdict: 'unknown',
      source: fromUsage ? 'usage' : 'server_counters',
      hitShare,
      intendedShare,
      message: `${percent(hitShare)} of prompt tokens came from a prefix cache; the prompts are too short to tell the chat template from remembered prompts`,
    }
  return {
    verdict: contaminated ? 'contaminated' : 'clean',
    source: fromUsage ? 'usage' : 'server_counters',
    hitShare,
    intendedShare,
    message:
      hitShare === 0
        ? 'no prompt token came from a prefix cache'
        : `${percent(hitShare)} of prompt tokens came from a prefix cache; up to ${percent(intendedShare)} may be shared prefixes${templateTokens > 0 ? ' and the chat template' : ''} alone`,
  }
}
