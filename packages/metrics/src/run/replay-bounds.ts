import type { ReplayFidelity } from '@sagellm-benchmark/protocol-types/artifacts'

/** What a replay has to keep to be called valid; docs/replay.md has the reason of each. */
export const replayBounds = {
  /** How late requests may be sent. */
  lateP50Ms: 1,
  lateP99Ms: 10,
  lateMaxMs: 100,
  /** By how much the pace may be another. */
  paceShare: 0.01,
  /** A length is missed where it is off by more than both; so many lengths may be. */
  lengthTokens: 2,
  lengthShare: 0.02,
  missedShare: 0.01,
  /** Of the requests that were sent. */
  answeredShare: 0.99,
  /** Cache hits beyond the ideal, of all prompt tokens; those of a chat template are allowed beside. */
  hitsBeyondIdeal: 0.01,
} as const

type Figures = Omit<ReplayFidelity, 'verdict' | 'reasons'>

type Prompts = {
  /** What a chat template may add to what a cache finds, a request. */
  readonly templateTokens: number
  /** Of all prompts; `null`: not known. */
  readonly meanPromptTokens: number | null
  /** How many of the answered prompts were to have a length: not those that go on from an answer. */
  readonly withLength: number
}

/** Whether the bounds hold, and a sentence for each that does not. */
export function judgeReplay(figures: Figures, prompts: Prompts): Pick<ReplayFidelity, 'verdict' | 'reasons'> {
  const broken = [
    ...requestsBroken(figures),
    ...arrivalsBroken(figures),
    ...lengthsBroken('prompts', figures.input),
    ...lengthsBroken('outputs', figures.output),
    ...prefixesBroken(figures, prompts),
    ...sessionsBroken(figures),
  ]
  if (broken.length > 0) return { verdict: 'invalid', reasons: broken }
  const unknown = unknownOf(figures, prompts)
  return { verdict: unknown.length > 0 ? 'unknown' : 'valid', reasons: unknown }
}

function requestsBroken({ requestsAsked: asked, requestsSent: sent, requestsAnswered: answered }: Figures): string[] {
  return [
    ...(asked !== null && sent < asked ? [`only ${sent} of ${asked} requests were sent`] : []),
    ...(answered < replayBounds.answeredShare * sent ? [`only ${answered} of ${sent} requests were answered`] : []),
  ]
}

function arrivalsBroken({ arrivals, requestsSent }: Figures): string[] {
  if (arrivals === null) return []
  const { error, waited, timeScaleAsked, timeScaleReached } = arrivals
  const because = waited > 0 ? ` (${waited} of ${requestsSent} requests waited for a place under the cap)` : ''
  const late = [
    ['half of the requests were', error.p50Ms, replayBounds.lateP50Ms],
    ['1 % of the requests were', error.p99Ms, replayBounds.lateP99Ms],
    ['a request was', error.maxMs, replayBounds.lateMaxMs],
  ] as const
  return [
    ...late.flatMap(([who, ms, bound]) =>
      ms > bound ? [`${who} sent ${ms.toFixed(1)} ms or more after their time, beyond ${bound} ms${because}`] : [],
    ),
    ...paceBroken(timeScaleAsked, timeScaleReached),
  ]
}

function paceBroken(asked: number | null, reached: number | null): string[] {
  if (asked === null || reached === null || Math.abs(reached / asked - 1) <= replayBounds.paceShare) return []
  return [`recorded times were stretched by ${reached.toFixed(3)} instead of ${asked.toFixed(3)}`]
}

function lengthsBroken(which: string, { compared, missed }: Figures['input']): string[] {
  if (missed <= replayBounds.missedShare * compared) return []
  return [`${missed} of ${compared} ${which} missed their length by more than 2 % and 2 tokens`]
}

/** Tokens that all texts made for a trace begin with, at most, and the smallest number of words that the next one is drawn from. */
const [LEAD_TOKENS, LEAST_WORDS] = [4, 32]

/**
 * Tokens by which prompts of different ids may begin alike: one lead, and as many words as agree by chance with one of so many others.
 * A cache finds whole blocks of them, so none where its blocks have 16 tokens.
 */
function tokensByChance(requests: number, cacheBlock: number): number {
  const words = Math.ceil(Math.log(Math.max(2, requests)) / Math.log(LEAST_WORDS))
  return Math.floor((LEAD_TOKENS + words) / cacheBlock) * cacheBlock
}

function prefixesBroken(
  { prefixes, requestsSent }: Figures,
  { templateTokens, meanPromptTokens: mean }: Prompts,
): string[] {
  const measured = prefixes?.measuredHitShare ?? null
  if (prefixes === null || measured === null) return []
  const beside = templateTokens + tokensByChance(requestsSent, prefixes.cacheBlock)
  const allowed = mean === null || mean <= 0 ? 0 : Math.min(1, beside / mean)
  if (measured <= prefixes.idealHitShare + allowed + replayBounds.hitsBeyondIdeal) return []
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  return [
    `the server found ${percent(measured)} of the prompt tokens in its cache, and a cache without a limit could find ${percent(prefixes.idealHitShare)}: it knew prompts from before`,
  ]
}

function sessionsBroken({ sessions }: Figures): string[] {
  if (sessions === null) return []
  const { outOfOrder, turns, thinkTimes } = sessions
  return [
    ...(outOfOrder > 0 ? [`${outOfOrder} of ${turns} turns began before a turn that they follow had ended`] : []),
    ...(thinkTimes !== null && thinkTimes.error.p99Ms > replayBounds.lateP99Ms
      ? [`1 % of the pauses were ${thinkTimes.error.p99Ms.toFixed(1)} ms or more longer than asked for`]
      : []),
  ]
}

function unknownOf({ input, output, requestsAnswered }: Figures, { withLength }: Prompts): string[] {
  if (requestsAnswered === 0) return ['no request was answered']
  const few = (compared: number, of: number) => compared < replayBounds.answeredShare * of
  return [
    ...(few(input.compared, withLength) ? [promptsUnknown(input, withLength)] : []),
    ...(few(output.compared, requestsAnswered)
      ? ['the lengths of the outputs are not known: the server does not count them']
      : []),
  ]
}

/** A server may count every prompt, and yet nothing says how long it was to be. */
function promptsUnknown({ reached, sent, compared }: Figures['input'], withLength: number): string {
  if (reached === null && sent === null)
    return 'the lengths of the prompts are not known: neither the server nor a tokenizer counted them'
  return `${withLength - compared} of ${withLength} prompts could not be compared: nothing says how long they were to be, or they were not counted`
}
