import {
  AnswerTimings,
  type CompletionUsage,
  readCompletionUsage,
  readStreamChunk,
  readWireError,
  type StreamChoice,
  type WireError,
} from '@sagellm-benchmark/protocol-types/openai'
import { type ChunkKind, chunkKind } from '@sagellm-benchmark/protocol-types/records'
import type { PieceKind, PlainPiece } from '../sse/event-template.js'
import { textBytes } from './text-bytes.js'

/** A generated piece of one choice. */
type Piece = { readonly choice: number; readonly kind: PieceKind; readonly key: string; readonly text: string }

/** What an event held for one choice: text, its end, or nothing. */
type ChoiceChunk = {
  readonly choice: number
  readonly kind: ChunkKind
  /** UTF-8 bytes of its text. */
  readonly bytes: number
  readonly ascii: boolean
}

/** What one event says, whichever engine sent it. */
export type ChunkReading = {
  readonly model: string | null
  readonly pieces: readonly Piece[]
  /** One for each choice in the event. */
  readonly chunks: readonly ChoiceChunk[]
  readonly finishes: readonly { readonly choice: number; readonly reason: string }[]
  readonly usage: UsageReport | null
  readonly tokenIds: readonly number[] | null
  readonly error: WireError | null
  /** What the engine measured of the answer so far. */
  readonly timings: AnswerTimings | null
}

/** A usage as reported, and the choices of the event it came with; none where it had an event of its own. */
export type UsageReport = { readonly usage: CompletionUsage | 'unreadable'; readonly choices: readonly number[] }

/**
 * Reads a stream event.
 *
 * @param asked - choices asked for. With one, every piece belongs to it: some servers count chunks in `index`.
 * @returns `null` where it is no event of such a stream.
 */
export function readChunk(json: unknown, asked: number): ChunkReading | null {
  const error = readWireError(json)
  if (error) return failed(error)
  const chunk = readStreamChunk(json)
  if (chunk === null) return null

  const all = chunk.choices ?? none
  const inside = all.find(({ error }) => error !== undefined && error !== null)
  const stated = inside ? readWireError({ error: inside.error }) : null
  if (stated) return failed(stated)
  const choices = asked === 1 && all.some(({ index }) => index !== 0) ? all.map(asFirst) : all
  const pieces: Piece[] = []
  const finishes: ChunkReading['finishes'][number][] = []
  let ownUsage: unknown = chunk.usage
  for (const choice of choices) {
    addPieces(pieces, choice)
    if (choice.finish_reason) finishes.push({ choice: choice.index, reason: choice.finish_reason })
    ownUsage ??= choice.usage || null
  }
  return {
    model: chunk.model ?? null,
    pieces,
    chunks: choices.map((choice) => chunkOf(choice, pieces)),
    finishes,
    usage: usageOf(ownUsage ?? chunk.x_groq?.usage, choices),
    tokenIds: choices[0]?.token_ids ?? choices[0]?.output_ids ?? null,
    error: null,
    timings: readTimings(chunk.timings),
  }
}

const none: readonly StreamChoice[] = []

function asFirst(choice: StreamChoice): StreamChoice {
  return { ...choice, index: 0 }
}

function failed(error: WireError): ChunkReading {
  return { model: null, pieces: [], chunks: [], finishes: [], usage: null, tokenIds: null, error, timings: null }
}

/** No text, no end, no usage: a role, an empty step, or something of another protocol. */
export function saysNothing({ pieces, finishes, usage }: ChunkReading): boolean {
  return pieces.length === 0 && finishes.length === 0 && usage === null
}

/** The event's one piece, where it holds nothing else that counts; such events make templates. */
export function plainPieceOf(reading: ChunkReading): PlainPiece | null {
  const [piece, second] = reading.pieces
  if (!piece || second || piece.choice !== 0) return null
  return reading.finishes.length > 0 || reading.usage || reading.tokenIds || reading.timings ? null : piece
}

/** The same from the event's data, of an answer with one choice. */
export function readPlainPiece(data: string): PlainPiece | null {
  try {
    const reading = readChunk(JSON.parse(data), 1)
    return reading && plainPieceOf(reading)
  } catch {
    return null
  }
}

function chunkOf(choice: StreamChoice, pieces: readonly Piece[]): ChoiceChunk {
  let bytes = 0
  let characters = 0
  for (const piece of pieces) {
    if (piece.choice !== choice.index) continue
    bytes += textBytes(piece.text)
    characters += piece.text.length
  }
  return { choice: choice.index, kind: kindOf(choice, characters > 0), bytes, ascii: bytes === characters }
}

function kindOf({ delta, finish_reason: reason }: StreamChoice, hasText: boolean): ChunkKind {
  if (hasText) return chunkKind.content
  if (reason) return chunkKind.finish
  return delta?.role ? chunkKind.role : chunkKind.empty
}

const reasoningKeys = ['reasoning', 'reasoning_content', 'reasoning_text', 'thinking', 'reasoning_details'] as const

function addPieces(pieces: Piece[], { index, delta, text }: StreamChoice): void {
  const add = (kind: PieceKind, key: string, value: string | null | undefined) => {
    if (value) pieces.push({ choice: index, kind, key, text: value })
  }
  if (delta) {
    // A server that sends the reasoning under several names sends the same text each time.
    const thoughts = reasoningKeys.find((key) => delta[key])
    if (thoughts) add('reasoning', thoughts, delta[thoughts])
    add('output', 'content', delta.content)
    add('output', 'refusal', delta.refusal)
    for (const call of delta.tool_calls ?? []) add('output', 'arguments', call.function?.arguments)
    add('output', 'arguments', delta.function_call?.arguments)
  }
  add('output', 'text', text)
}

function readTimings(timings: unknown): AnswerTimings | null {
  if (timings === undefined || timings === null) return null
  return AnswerTimings.safeParse(timings).data ?? null
}

function usageOf(usage: unknown, choices: readonly StreamChoice[]): UsageReport | null {
  if (usage === undefined || usage === null) return null
  return { usage: readCompletionUsage(usage) ?? 'unreadable', choices: choices.map(({ index }) => index) }
}
