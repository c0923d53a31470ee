/** What a chunk with a choice held, as far as steps are concerned. */
export const chunkKind = {
  /** Generated text: an answer's, reasoning, or a tool call's arguments. */
  content: 0,
  /** A delta without text, role and finish reason: a decode step whose text is held back, or a sign of life. */
  empty: 1,
  /** A finish reason without text. */
  finish: 2,
  /** A role without text: sent before anything was generated. */
  role: 3,
} as const

export type ChunkKind = (typeof chunkKind)[keyof typeof chunkKind]

/** The chunks of one answer as they came, one entry for each choice of each event. */
export type ChunkObservations = {
  /** Stamp of the read that completed the event, ms, ascending. Chunks with equal stamps came in one read. */
  readonly at: ArrayLike<number>
  /** Values of `chunkKind`. */
  readonly kind: ArrayLike<number>
  /** UTF-8 bytes of generated text. */
  readonly bytes: ArrayLike<number>
  /** `null`: all of choice 0. */
  readonly choice: ArrayLike<number> | null
}

/** Tokens of one choice by the read that brought them: all of them, and those with or before its first text. */
export type ChoiceTokens = { readonly choice: number; readonly all: number; readonly withFirstText: number }

/** The chunks of one choice, and what one pass over them shows. */
export type ChoiceChunks = {
  readonly choice: number
  readonly at: ArrayLike<number>
  readonly kind: ArrayLike<number>
  readonly bytes: ArrayLike<number>
  /** Stamp of its first and last read with text; `null` without text. */
  readonly firstTextAt: number | null
  readonly lastTextAt: number | null
  readonly textBytes: number
  /** Those of its first read with text. */
  readonly firstReadBytes: number
  /** Chunks with text in its first and in its last read with text. */
  readonly firstReadCount: number
  readonly lastReadCount: number
  readonly contentCount: number
  readonly emptyCount: number
  /** Finish chunks after the read of the last text. In that read a finish chunk says nothing about a step of its own. */
  readonly lateFinishCount: number
  /** Chunks with text that came in one read with another of the same choice. */
  readonly coalescedCount: number
}

/** A figure of which every choice has one, summed over them. A plain loop: this runs for every answer, in the thread that stamps. */
export function total(choices: readonly ChoiceChunks[], figure: keyof ChoiceFigures): number {
  let sum = 0
  for (let index = 0; index < choices.length; index += 1) sum += (choices[index] as ChoiceChunks)[figure]
  return sum
}

type ChoiceFigures = Pick<
  ChoiceChunks,
  'textBytes' | 'firstReadBytes' | 'contentCount' | 'emptyCount' | 'lateFinishCount' | 'coalescedCount'
>

/** The observations parted by choice, choices ascending. */
export function chunksByChoice({ at, kind, bytes, choice }: ChunkObservations): ChoiceChunks[] {
  // An answer of one choice is looked at where it lies: this runs for every answer, in the thread that stamps.
  if (choice === null) return at.length === 0 ? [] : [ofOneChoice(0, { at, kind, bytes })]
  const groups = new Map<number, { at: number[]; kind: number[]; bytes: number[] }>()
  for (let index = 0; index < at.length; index += 1) {
    const own = choice[index] as number
    let group = groups.get(own)
    if (!group) groups.set(own, (group = { at: [], kind: [], bytes: [] }))
    group.at.push(at[index] as number)
    group.kind.push(kind[index] as number)
    group.bytes.push(bytes[index] as number)
  }
  return [...groups].sort(([a], [b]) => a - b).map(([own, group]) => ofOneChoice(own, group))
}

function ofOneChoice(choice: number, { at, kind, bytes }: Pick<ChoiceChunks, 'at' | 'kind' | 'bytes'>): ChoiceChunks {
  // Not `null` while there is none: a variable that is a number or null costs an object for each number.
  let firstTextAt = Number.NaN
  let lastTextAt = Number.NaN
  let textBytes = 0
  let firstReadBytes = 0
  let firstReadCount = 0
  let contentCount = 0
  let emptyCount = 0
  let lateFinishCount = 0
  let coalescedCount = 0
  let inRead = 0
  for (let index = 0; index < at.length; index += 1) {
    const stamp = at[index] as number
    if (kind[index] === chunkKind.content) {
      inRead = stamp === lastTextAt ? inRead + 1 : 1
      coalescedCount += inRead === 1 ? 0 : inRead === 2 ? 2 : 1
      if (contentCount === 0) firstTextAt = stamp
      lastTextAt = stamp
      contentCount += 1
      lateFinishCount = 0
      textBytes += bytes[index] as number
      if (stamp !== firstTextAt) continue
      firstReadBytes += bytes[index] as number
      firstReadCount = inRead
    } else if (kind[index] === chunkKind.empty) emptyCount += 1
    else if (kind[index] === chunkKind.finish && stamp > lastTextAt) lateFinishCount += 1
  }
  return {
    choice,
    at,
    kind,
    bytes,
    firstTextAt: contentCount === 0 ? null : firstTextAt,
    lastTextAt: contentCount === 0 ? null : lastTextAt,
    textBytes,
    firstReadBytes,
    firstReadCount,
    lastReadCount: inRead,
    contentCount,
    emptyCount,
    lateFinishCount,
    coalescedCount,
  }
}
