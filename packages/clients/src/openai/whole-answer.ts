import { CompletionResponse, readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { bodyText } from './body-text.js'
import type { Failure } from './error-answer.js'
import { parseJson } from './parse-json.js'
import { type ChunkReading, readChunk } from './read-chunk.js'

/** A 200 body that was not streamed: read like one large event, or the failure that it is. */
export function readWholeAnswer(body: string, asked: number): ChunkReading | Failure {
  const json = parseJson(body)
  const error = readWireError(json)
  if (error) return { errorClass: 'server_error', message: `an error under status 200: ${error.message}` }

  const noCompletion: Failure = { errorClass: 'malformed_response', message: `not a completion: ${bodyText(body)}` }
  const parsed = CompletionResponse.safeParse(json)
  if (!parsed.success) return noCompletion
  const { choices, model, usage, timings } = parsed.data
  const reading = readChunk(
    { model, choices: choices.map(({ message, ...choice }) => ({ ...choice, delta: message })), usage, timings },
    asked,
  )
  return reading ?? noCompletion
}
