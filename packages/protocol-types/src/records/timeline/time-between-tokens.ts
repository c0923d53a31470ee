import type { TbtBasis } from '../../run/request-record.js'
import { type ChoiceChunks, total } from './chunk-observations.js'
import type { Steps } from './find-steps.js'
import { type SpreadTokens, spreadTokens, type TokenKnowledge } from './tokens-after-first.js'

type TbtFlag = 'tbt_estimated' | 'tbt_coarse' | 'held_then_burst' | 'tokens_unseen'

export type TimeBetweenTokens = {
  /** Mean time between the tokens that came after the first text, ms; `null` where the stream does not show it. */
  readonly tbtMs: number | null
  readonly basis: TbtBasis
  readonly flags: readonly TbtFlag[]
}

export type TbtOptions = {
  readonly startAt: number
  readonly steps: Steps
  readonly known: TokenKnowledge
  /** Chunks with text that shared their read with another of the same choice / all of them. */
  readonly coalescedShare: number
  /** Whether this program stood still just before a read: where that brought the first text, its lateness says nothing about the stream. */
  readonly ownStallAt: (at: number) => boolean
}

/** A first read of fewer tokens than this, in one chunk, is how an engine speaks. */
const MANY_IN_FIRST_READ = 4
const FEW_LATER_READS = 4
/** Where the first read's tokens at the later pace explain less than this share of the wait, something held them. */
const EXPLAINED_SHARE = 1 / 4
const LONG_LAST_GAP_SHARE = 0.05
const COALESCED_SHARE = 0.1

/**
 * The mean time between the tokens of one answer: rules 5 to 9 of docs/metrics.md. A stamp belongs to a read, and the first read can
 * hold many tokens, so only the tokens after it divide the time after it. Summed over the choices, whose tokens never mix.
 */
export function timeBetweenTokens(choices: readonly ChoiceChunks[], options: TbtOptions): TimeBetweenTokens {
  const { steps, known } = options
  const none = (flags: readonly TbtFlag[]): TimeBetweenTokens => ({ tbtMs: null, basis: 'none', flags })
  if (known.streamed < 2 || !haveLaterRead(choices, steps)) return none([])
  const spread = spreadTokens(choices, { steps, known })
  if (spread === null) return none(['tokens_unseen'])

  const parts = choices.flatMap((choice, index) => partOf(choice, { index, steps, spread }))
  const after = parts.reduce((sum, { tokensAfter }) => sum + tokensAfter, 0)
  if (after < 1) return none([])
  const tbtMs = parts.reduce((sum, { windowMs }) => sum + windowMs, 0) / after

  const pace = parts.map((part) => judgePace(part, tbtMs, options))
  if (pace.includes('held')) return none(['held_then_burst'])
  const coarse = pace.includes('coarse') || parts.some((part) => isCoarseAtEnd(part, options))
  const flags: TbtFlag[] = []
  if (spread.basis === 'bytes') flags.push('tbt_estimated')
  if (coarse) flags.push('tbt_coarse')
  return { tbtMs, basis: spread.basis, flags }
}

/** A plain loop: many answers come in one read, and this runs for each. */
function haveLaterRead(choices: readonly ChoiceChunks[], { at }: Steps): boolean {
  for (let index = 0; index < choices.length; index += 1)
    if (hasLaterRead(choices[index] as ChoiceChunks, at[index])) return true
  return false
}

function hasLaterRead({ firstTextAt }: ChoiceChunks, at: readonly number[] | undefined): boolean {
  return firstTextAt !== null && (at?.[at.length - 1] ?? firstTextAt) > firstTextAt
}

/** One choice with a read after its first text. */
type Part = {
  readonly choice: ChoiceChunks
  readonly firstTextAt: number
  readonly endAt: number
  readonly windowMs: number
  readonly tokensFirst: number
  readonly tokensAfter: number
  readonly firstReadChunks: number
  readonly laterReads: number
  readonly largestLaterRead: number
  readonly lastReadChunks: number
  /** From the read before the end to the end. */
  readonly lastGapMs: number
  readonly endsUnfitted: boolean
}

type PartOptions = { readonly index: number; readonly steps: Steps; readonly spread: SpreadTokens }

function partOf(choice: ChoiceChunks, { index, steps, spread }: PartOptions): Part[] {
  const { firstTextAt } = choice
  const endAt = steps.endAt[index] ?? null
  const stamps = steps.at[index] ?? []
  if (firstTextAt === null || endAt === null || !hasLaterRead(choice, stamps)) return []
  const lastStepAt = stamps.at(-1) as number

  const { all, withFirstText } = spread.tokens[index] as SpreadTokens['tokens'][number]
  const later = steps.fit ? countReads(stamps, firstTextAt) : weighReads(choice, all)
  const endsUnfitted = endAt > lastStepAt
  const before = endsUnfitted ? lastStepAt : (stamps.findLast((at) => at < lastStepAt) as number)
  return [
    {
      choice,
      firstTextAt,
      endAt,
      windowMs: endAt - firstTextAt,
      tokensFirst: withFirstText,
      tokensAfter: Math.max(0, all - withFirstText),
      firstReadChunks: choice.firstReadCount,
      laterReads: later.laterReads,
      largestLaterRead: later.largestLaterRead,
      lastReadChunks: choice.lastReadCount,
      lastGapMs: endAt - before,
      endsUnfitted,
    },
  ]
}

/** Rule 8: whether the first read's tokens can have been made at the pace of the later ones. */
function judgePace(part: Part, tbtMs: number, { startAt, ownStallAt }: TbtOptions): 'held' | 'coarse' | 'fine' {
  const { tokensFirst, laterReads, largestLaterRead } = part
  const many = part.firstReadChunks > 1 || tokensFirst >= MANY_IN_FIRST_READ
  const unlikeTheRest = laterReads < FEW_LATER_READS || tokensFirst > 2 * largestLaterRead
  if (!many || !unlikeTheRest || ownStallAt(part.firstTextAt)) return 'fine'
  return tokensFirst * tbtMs < EXPLAINED_SHARE * (part.firstTextAt - startAt) ? 'held' : 'coarse'
}

/** Rule 9: whether the end may have been late by a part of the window that matters. */
function isCoarseAtEnd(part: Part, { coalescedShare }: TbtOptions): boolean {
  if (part.lastGapMs <= LONG_LAST_GAP_SHARE * part.windowMs) return false
  return part.endsUnfitted || part.lastReadChunks > 1 || coalescedShare > COALESCED_SHARE
}

type LaterReads = { readonly laterReads: number; readonly largestLaterRead: number }

/** Reads after `from`, a step being a token. */
function countReads(stamps: readonly number[], from: number): LaterReads {
  return sumByRead(stamps, { from, weightOf: () => 1 })
}

/** The same where only the bytes of text tell how the tokens lie. */
function weighReads(choice: ChoiceChunks, tokens: number): LaterReads {
  const { at, bytes, firstTextAt, textBytes } = choice
  const perByte = textBytes > 0 ? tokens / textBytes : 0
  return sumByRead(at, { from: firstTextAt as number, weightOf: (index) => (bytes[index] as number) * perByte })
}

function sumByRead(
  at: ArrayLike<number>,
  { from, weightOf }: { readonly from: number; readonly weightOf: (index: number) => number },
): LaterReads {
  let laterReads = 0
  let largestLaterRead = 0
  let readAt = from
  let tokens = 0
  for (let index = 0; index < at.length; index += 1) {
    const stamp = at[index] as number
    const weight = weightOf(index)
    if (stamp <= from || weight === 0) continue
    if (stamp !== readAt) {
      laterReads += 1
      tokens = 0
      readAt = stamp
    }
    tokens += weight
    largestLaterRead = Math.max(largestLaterRead, tokens)
  }
  return { laterReads, largestLaterRead }
}

/** Share of the text's bytes that came in the first read with text of its choice; `null` without text. */
export function firstReadShare(choices: readonly ChoiceChunks[]): number | null {
  const bytes = total(choices, 'textBytes')
  return bytes === 0 ? null : total(choices, 'firstReadBytes') / bytes
}
