import { z } from 'zod'
import { defineTrace, type TraceFormat } from './define-trace.js'
import { type BlockId, blockIds, traceNumber, traceTokens } from './trace-row.js'

/** Names of the fields of a timed trace, and what its numbers mean: what vLLM's `--timed-trace-*` flags say. */
export const TimedTraceLabels = z.strictObject({
  timestamp: z.string().min(1).default('timestamp'),
  inputLength: z.string().min(1).default('input_length'),
  outputLength: z.string().min(1).default('output_length'),
  hashIds: z.string().min(1).default('hash_ids'),
  /** Ms that one unit of the timestamp lasts. */
  unitMs: z.number().positive().default(1),
})
export type TimedTraceLabels = z.infer<typeof TimedTraceLabels>

/** JSON lines with a time, two lengths and perhaps block ids, under any names. */
export function timedTraceOf(labels: TimedTraceLabels): TraceFormat {
  const { timestamp, inputLength, outputLength, hashIds, unitMs } = labels
  const known = z.object({
    [timestamp]: traceNumber,
    [inputLength]: traceTokens,
    [outputLength]: traceTokens.nullish(),
    [hashIds]: blockIds.nullish(),
  })
  const row = known
    .transform((fields) => ({
      time: fields[timestamp] as number,
      input: fields[inputLength] as number,
      output: fields[outputLength] as number | null | undefined,
      ids: fields[hashIds] as BlockId[] | null | undefined,
    }))
    .transform(({ time, input, output, ids }) => ({
      atMs: time * unitMs,
      inputTokens: input,
      outputTokens: output ?? null,
      hashIds: ids ?? [],
      messages: null,
    }))
  return defineTrace({
    name: 'timed_trace',
    description: 'JSON lines with a time, two lengths and hash ids under names that flags say, as vLLM reads them',
    layout: 'json',
    blockSize: 512,
    fields: [timestamp, inputLength, outputLength, hashIds],
    signs: [],
    row,
  })
}

export const timedTrace = timedTraceOf(TimedTraceLabels.parse({}))
