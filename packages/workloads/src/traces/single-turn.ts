import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { traceNumber, traceRow, type TraceRow, traceTokens, userMessage } from './trace-row.js'

const named = z
  .object({ name: z.string().nullish(), contents: z.array(z.string()) })
  .transform(({ contents }) => contents)
const texts = z.array(z.union([z.string().transform((text) => [text]), named])).transform((all) => all.flat())
const noMedia = z.null({ error: 'is not sent: only texts are' }).optional()

/** The request of a row, or of a turn of `multi_turn`, whatever it waits for. */
export const singleTurnRequest: z.ZodType<TraceRow> = z
  .object({
    text: z.string().min(1).nullish(),
    texts: texts.nullish(),
    role: z.literal('user', { error: 'is not user, and there is no turn before it' }).nullish(),
    output_length: traceTokens.nullish(),
    timestamp: traceNumber.nullish(),
    extra: z.record(z.string(), z.unknown()).nullish(),
    image: noMedia,
    images: noMedia,
    audio: noMedia,
    audios: noMedia,
    video: noMedia,
    videos: noMedia,
  })
  .transform(({ text, texts, output_length, timestamp, extra }, context) => {
    const prompt = text ?? texts?.join('\n')
    if (prompt) {
      return traceRow({
        atMs: timestamp ?? null,
        messages: userMessage(prompt),
        outputTokens: output_length ?? null,
        extraBody: extra ?? null,
      })
    }
    context.addIssue({ code: 'custom', path: ['text'], message: 'is missing' })
    return z.NEVER
  })

const noDelay = z.object({
  delay: z.null({ error: 'waits for the turn before it: it is no request of its own' }).optional(),
})
const row = singleTurnRequest.and(noDelay.transform(() => ({})))

/** Fields of a row, and of a turn of `multi_turn`, that are obeyed. */
export const singleTurnFields = ['type', 'text', 'texts', 'role', 'output_length', 'timestamp', 'extra']

/** What `--custom-dataset-type single_turn` and `random_pool` of AIPerf read; a pool is drawn from in random order. */
export const singleTurn = defineTrace({
  name: 'single_turn',
  description:
    "AIPerf's single_turn and random_pool: text or texts a line, with output_length, timestamp (ms) and extra",
  layout: 'json',
  times: 'sometimes',
  blockSize: null,
  fields: singleTurnFields,
  signs: [['text'], ['texts']],
  row,
})
