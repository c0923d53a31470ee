import { type Closing, closings } from './closings.js'
import type { Counting } from './counting.js'
import type { GrowingText } from './growing-text.js'

export type FoundCut = Closing & { readonly tokens: number }

export type FindCutOptions = {
  /** Tokens that the prompt is to have. */
  readonly wanted: number
  readonly text: GrowingText
  /** Where to look first. */
  readonly start: number
  /** No cut lies behind this place. */
  readonly longest: number
  readonly charactersPerToken: number
  readonly language: 'en' | 'zh'
  /** Tokens of the prompt whose body is cut and closed like this. */
  readonly probe: (closing: Closing) => Counting<number>
}

/** Counts that one prompt may cost; three or four are usual. */
const maxCounts = 24
/** So many are more than any words at the end make up. */
const tooMany = 12
/** So few missing tokens are made up by the words that close the text. */
const fewTokens = 3

/**
 * Finds where to cut a text, and how to close it, so that the prompt has the wanted number of tokens. Goes by the counts
 * alone: by regula falsi between a cut that is too short and one that is too long, by bisection where that is slow, and
 * within the last few tokens by the words at the end. The nearest cut where none gives the number.
 */
export function* findCut(options: FindCutOptions): Counting<FoundCut> {
  const { wanted, text, probe } = options
  const seen = createSeen(wanted)
  let at: number | null = text.cutNear(Math.max(0, Math.round(options.start)))
  while (at !== null && seen.count < maxCounts) {
    const place = { cut: at, closing: '' }
    seen.add({ ...place, tokens: yield* probe(place) })
    if (seen.best.tokens === wanted) return seen.best
    const { low } = seen
    at = low !== null && wanted - low.tokens <= fewTokens ? null : nextCut(seen, options)
  }
  return seen.low === null || wanted - seen.low.tokens > tooMany * 4
    ? seen.best
    : yield* closeText(seen, seen.low, options)
}

type Counted = { readonly cut: number; readonly tokens: number }

type Seen = {
  readonly count: number
  readonly best: FoundCut
  /** The longest cut that is too short, and the shortest that is too long. */
  readonly low: Counted | null
  readonly high: Counted | null
  readonly has: (closing: Closing) => boolean
  readonly add: (found: FoundCut) => void
}

function createSeen(wanted: number): Seen {
  const keys = new Set<string>()
  let best: FoundCut | null = null
  let low: Counted | null = null
  let high: Counted | null = null
  return {
    get count() {
      return keys.size
    },
    get best() {
      return best as FoundCut
    },
    get low() {
      return low
    },
    get high() {
      return high
    },
    has: ({ cut, closing }) => keys.has(`${cut}/${closing}`),
    add(found) {
      keys.add(`${found.cut}/${found.closing}`)
      if (best === null || Math.abs(found.tokens - wanted) < Math.abs(best.tokens - wanted)) best = found
      if (found.closing !== '') return
      if (found.tokens < wanted) low = low === null || found.cut > low.cut ? found : low
      else high = high === null || found.cut < high.cut ? found : high
    },
  }
}

/** The next cut to count; `null` where there is none between the one that is too short and the one that is too long. */
function nextCut(seen: Seen, { wanted, text, longest, charactersPerToken }: FindCutOptions): number | null {
  const { low, high, count } = seen
  if (low === null && high !== null) {
    if (high.cut === 0) return null
    const over = Math.max(1, Math.ceil((high.tokens - wanted) * charactersPerToken))
    return text.cutBefore(Math.max(1, high.cut - over))
  }
  if (low !== null && high === null) {
    if (low.cut >= longest) return null
    const missing = Math.ceil((wanted - low.tokens) * charactersPerToken)
    return text.cutNear(Math.min(longest, low.cut + Math.max(1, missing)))
  }
  if (low === null || high === null || high.cut <= low.cut) return null
  const share = count > 8 ? 0.5 : (wanted - low.tokens) / Math.max(1, high.tokens - low.tokens)
  const inside = text.cutNear(low.cut + Math.max(1, Math.round(share * (high.cut - low.cut))))
  const next = inside < high.cut ? inside : text.cutBefore(high.cut)
  return next > low.cut && next < high.cut ? next : null
}

/** Tries ways to end the text around the longest cut that is too short, those first that should give the number. */
function* closeText(seen: Seen, low: Counted, options: FindCutOptions): Counting<FoundCut> {
  const { wanted, text, language, charactersPerToken, probe } = options
  const { high } = seen
  const costs = createCosts(charactersPerToken)
  const tokensAt = new Map([[low.cut, low.tokens]])
  const slope = high === null ? 1 / charactersPerToken : (high.tokens - low.tokens) / (high.cut - low.cut)
  const baseAt = (cut: number) => tokensAt.get(cut) ?? low.tokens + (cut - low.cut) * slope
  const beyond = high?.cut ?? low.cut + 24
  const candidates = [...closings(text, { near: low.cut, before: beyond, language, fine: charactersPerToken < 2 })]

  while (seen.count < maxCounts) {
    const next = nearest(candidates, (each) =>
      seen.has(each) ? tooMany : Math.abs(Math.round(baseAt(each.cut) + costs.of(each.closing)) - wanted),
    )
    if (next === null) break
    const tokens = yield* probe(next)
    seen.add({ ...next, tokens })
    if (tokens === wanted) break
    // What was off is learnt: of the words where the cut is known, else of the cut.
    if (next.closing === '' || !tokensAt.has(next.cut)) tokensAt.set(next.cut, tokens - costs.of(next.closing))
    else costs.learn(next.closing, tokens - baseAt(next.cut))
  }
  return seen.best
}

function nearest(candidates: readonly Closing[], miss: (each: Closing) => number): Closing | null {
  let found: Closing | null = null
  let least = tooMany
  for (const each of candidates) {
    const missed = miss(each)
    if (missed < least) [found, least] = [each, missed]
  }
  return found
}

/** Tokens that closing words add: a token a word or mark until they were counted. */
function createCosts(charactersPerToken: number) {
  const learnt = new Map<string, number>()
  return {
    of(closing: string): number {
      const known = learnt.get(closing)
      if (known !== undefined) return known
      if (charactersPerToken < 2 && !/[\u2e80-\uffff]/.test(closing))
        return closing.length / Math.max(1, charactersPerToken)
      return closing.match(/ ?[a-z]+|[.,;!?)]+|[^\sa-z.,;!?)]/gi)?.length ?? 0
    },
    learn: (closing: string, tokens: number) => learnt.set(closing, tokens),
  }
}
