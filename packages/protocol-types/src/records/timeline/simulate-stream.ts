import { createRandom } from '../../random/create-random.js'
import { type ChunkKind, chunkKind } from './chunk-observations.js'
import { readTimeline, type Timeline, type TimelineOptions } from './read-timeline.js'

/** What an engine sends at one moment of its own time: the tokens in it are what only the engine knows. */
export type SimulatedChunk = {
  readonly at: number
  readonly kind: ChunkKind
  readonly tokens: number
  readonly bytes: number
  readonly choice: number
}

export const STEP_MS = 20
export const FIRST_TOKEN_MS = 150
/** About what an event of a chat stream takes around its text. */
const EVENT_BYTES = 160

export type Language = 'en' | 'zh'

/** Byte lengths of tokens: English 4.5 in the mean, Chinese 6. */
export function tokenBytes(count: number, { seed, language = 'en' }: { seed: number; language?: Language }): number[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => (language === 'en' ? random.int(2, 7) : 3 * random.int(1, 3)))
}

/** Tokens made one a step, sent in groups of the sizes given, each group at its last token's time. */
export function grouped(
  sizes: readonly number[],
  {
    bytes,
    choice = 0,
    from = FIRST_TOKEN_MS,
    stepMs = STEP_MS,
  }: {
    bytes: readonly number[]
    choice?: number
    from?: number
    stepMs?: number
  },
): SimulatedChunk[] {
  let done = 0
  return sizes.map((tokens) => {
    const own = bytes.slice(done, done + tokens).reduce((a, b) => a + b, 0)
    done += tokens
    return { at: from + (done - 1) * stepMs, kind: chunkKind.content, tokens, bytes: own, choice }
  })
}

/** `count` in equal groups, the last as large as is left. */
export function equalGroups(count: number, size: number): number[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => Math.min(size, count - index * size))
}

/** Speculative decoding: 1 to 5 tokens accepted a step. */
export function acceptedRuns(count: number, seed: number): number[] {
  const random = createRandom(seed)
  const sizes: number[] = []
  for (let left = count; left > 0; left -= sizes.at(-1) as number) sizes.push(Math.min(left, random.int(1, 5)))
  return sizes
}

/** How bytes become reads: the stamp of the read for each chunk, in order. */
export type Delivery = (chunks: readonly SimulatedChunk[]) => readonly number[]

export const atOnce: Delivery = (chunks) => chunks.map(({ at }) => at)

/** A proxy that passes on when its buffer is full, and at the end. */
export const bufferOf =
  (size: number): Delivery =>
  (chunks) => {
    const stamps: number[] = []
    let held = 0
    let from = 0
    chunks.forEach(({ at, bytes }, index) => {
      held += EVENT_BYTES + bytes
      if (held < size && index < chunks.length - 1) return
      for (; from <= index; from += 1) stamps.push(at)
      held = 0
    })
    return stamps
  }

/** A proxy that passes on at every tick of a clock, and where it is asked to at the end. */
export const flushEvery =
  (ms: number, { phase, atEnd }: { phase: number; atEnd: boolean }): Delivery =>
  (chunks) => {
    const end = chunks.at(-1)?.at as number
    return chunks.map(({ at }) => {
      const tick = phase + Math.ceil((at - phase) / ms) * ms
      return atEnd ? Math.min(tick, Math.max(end, at)) : tick
    })
  }

/** Nothing arrives between two moments; all of it does at the second. */
export const stalled =
  (from: number, to: number): Delivery =>
  (chunks) =>
    chunks.map(({ at }) => (at >= from && at < to ? to : at))

/** The whole answer, released at its end over several reads. */
export const wholeIn =
  (reads: number, gapMs: number): Delivery =>
  (chunks) => {
    const end = chunks.at(-1)?.at as number
    return chunks.map((_, index) => end + Math.floor((index * reads) / chunks.length) * gapMs)
  }

/** What the client sees of such a stream. */
export function observe(
  chunks: readonly SimulatedChunk[],
  options: Partial<TimelineOptions> & { readonly delivery?: Delivery; readonly usagePerChunk?: boolean } = {},
): Timeline {
  const { delivery = atOnce, usagePerChunk = false, ...rest } = options
  const ordered = [...chunks].sort((a, b) => a.at - b.at)
  const at = delivery(ordered)
  const sum = (all: readonly SimulatedChunk[]) => all.reduce((total, { tokens }) => total + tokens, 0)
  const choices = [...new Set(ordered.map(({ choice }) => choice))]
  const firstTextAt = (choice: number) =>
    at[ordered.findIndex((each) => each.choice === choice && each.kind === chunkKind.content)] as number
  const byUsage = choices.map((choice) => ({
    choice,
    all: sum(ordered.filter((each) => each.choice === choice)),
    withFirstText: sum(
      ordered.filter((each, index) => each.choice === choice && (at[index] as number) <= firstTextAt(choice)),
    ),
  }))
  return readTimeline(
    {
      at,
      kind: ordered.map(({ kind }) => kind),
      bytes: ordered.map(({ bytes }) => bytes),
      choice: choices.length > 1 ? ordered.map(({ choice }) => choice) : null,
    },
    {
      startAt: 0,
      outputTokens: sum(ordered),
      ascii: true,
      chunkUsage: usagePerChunk ? byUsage : null,
      ...rest,
    },
  )
}

/** A chunk without text. */
export function bare(kind: ChunkKind, at: number, { tokens = 0, choice = 0 } = {}): SimulatedChunk {
  return { at, kind, tokens, bytes: 0, choice }
}
