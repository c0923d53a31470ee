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

/** The chunks of one choice, and what its first text makes of them. */
export type ChoiceChunks = {
  readonly choice: number
  readonly at: readonly number[]
  readonly kind: readonly number[]
  readonly bytes: readonly number[]
  /** Stamp of its first and last read with text; `null` without text. */
  readonly firstTextAt: number | null
  readonly lastTextAt: number | null
  readonly textBytes: number
}

/** The observations parted by choice, choices ascending. */
export function chunksByChoice({ at, kind, bytes, choice }: ChunkObservations): ChoiceChunks[] {
  const groups = new Map<number, { at: number[]; kind: number[]; bytes: number[] }>()
  for (let index = 0; index < at.length; index += 1) {
    const own = choice === null ? 0 : (choice[index] as number)
    let group = groups.get(own)
    if (!group) groups.set(own, (group = { at: [], kind: [], bytes: [] }))
    group.at.push(at[index] as number)
    group.kind.push(kind[index] as number)
    group.bytes.push(bytes[index] as number)
  }
  return [...groups].sort(([a], [b]) => a - b).map(([own, group]) => ({ choice: own, ...group, ...textOf(group) }))
}

function textOf({ at, kind, bytes }: Pick<ChoiceChunks, 'at' | 'kind' | 'bytes'>) {
  let firstTextAt: number | null = null
  let lastTextAt: number | null = null
  let textBytes = 0
  for (let index = 0; index < at.length; index += 1) {
    if (kind[index] !== chunkKind.content) continue
    firstTextAt ??= at[index] as number
    lastTextAt = at[index] as number
    textBytes += bytes[index] as number
  }
  return { firstTextAt, lastTextAt, textBytes }
}
