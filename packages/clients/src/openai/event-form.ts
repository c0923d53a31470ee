import type { ChoiceTokens, EngineMetrics, FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { PlainPieceReader } from '../sse/event-template.js'
import { ChunkUsage } from './chunk-usage.js'
import { type ChunkReading, readChunk, readPlainPiece } from './read-chunk.js'

/** Reads the events of one stream in the language of its API, and keeps what they tell of its tokens. */
export interface EventForm {
  /** @param at - stamp of the event's read. @returns `null` where it is no event of such a stream; `complaint` then says why. */
  read(json: unknown, at: number): ChunkReading | null
  readonly complaint: string
  /** Proves templates of token events; `null` where two of them differ in more than their text. */
  readonly readPiece: PlainPieceReader | null
  /** What ends an answer, in words, and whether an answer without it may be whole. */
  readonly ending: { readonly name: string; readonly required: boolean }
  /** Tokens of each choice by what came with its chunks; `null` where that does not show it. */
  tokens(contentChunks: number): readonly ChoiceTokens[] | null
  /** Whether the count of the answer's end is one of token ids, and what the ids of its chunks say to it. */
  readonly ids: 'none' | 'agree' | 'disagree'
  /** What the engine says of the request itself. */
  readonly engineMetrics: EngineMetrics | null
  /** What a record says of the events. */
  readonly flags: ReadonlySet<FlagName>
}

const noFlags: ReadonlySet<FlagName> = new Set()

/** Events of the OpenAI API. @param choices - asked for. */
export function openAiEvents(choices: number): EventForm {
  const usage = new ChunkUsage()
  return {
    read(json, at) {
      const reading = readChunk(json, choices)
      if (reading && !reading.error) usage.note(reading, at)
      return reading
    },
    complaint: 'an event that is no chunk',
    readPiece: readPlainPiece,
    ending: { name: 'finish reason', required: false },
    tokens: (contentChunks) => usage.tokens(contentChunks),
    ids: 'none',
    engineMetrics: null,
    flags: noFlags,
  }
}
