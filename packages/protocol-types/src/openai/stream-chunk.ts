import { z } from 'zod'

const text = z.string().nullish()

/** Generated text, in the forms it was seen in: a text, a list of parts that hold texts, or a value such as tool arguments. */
const generated = z
  .union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .nullish()
  .transform((value) => (value === null || value === undefined ? value : textOf(value)))

function textOf(value: string | readonly unknown[] | Readonly<Record<string, unknown>>): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return JSON.stringify(value)
  return value.map((part) => textPart(part)).join('')
}

/** `{type: "text", text}` of content, `{type: "reasoning.text", text}` and `{type: "reasoning.summary", summary}` of reasoning. */
function textPart(part: unknown): string {
  if (typeof part === 'string') return part
  const { text: said, summary } = (part ?? {}) as { text?: unknown; summary?: unknown }
  return typeof said === 'string' ? said : typeof summary === 'string' ? summary : ''
}

/** The number of a choice. Servers were seen to write it as null, as a text, or to leave it out: then it is the first. */
const choiceIndex = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,9}$/)])
  .nullish()
  .transform((value) => Number(value ?? 0))

/** Why a choice ended: a word, or an object that names it (TGI). */
const finishReason = z
  .union([z.string(), z.looseObject({ type: z.string() }).transform(({ type }) => type)])
  .nullish()
  .catch(null)

const functionCall = z
  .object({ name: text.catch(null), arguments: generated.catch(null) })
  .nullish()
  .catch(null)

/** A piece of a tool call; only `function.arguments` is generated text, the rest names the call. */
export const ToolCallDelta = z.object({ function: functionCall })
export type ToolCallDelta = z.infer<typeof ToolCallDelta>

/**
 * What one chunk adds to one choice. vLLM and Ollama say `reasoning`, most others `reasoning_content`, some gateways
 * `reasoning_text`, `thinking` or `reasoning_details`; `function_call` is the older form of a tool call.
 */
export const StreamDelta = z.object({
  role: text.catch(null),
  content: generated,
  reasoning: generated,
  reasoning_content: generated,
  reasoning_text: generated.catch(null),
  thinking: generated.catch(null),
  reasoning_details: generated.catch(null),
  refusal: generated.catch(null),
  tool_calls: z.array(ToolCallDelta).nullish().catch(null),
  function_call: functionCall,
})
export type StreamDelta = z.infer<typeof StreamDelta>

/** One choice of a chunk: chat streams carry `delta`, plain completions `text`. */
export const StreamChoice = z.object({
  index: choiceIndex,
  delta: StreamDelta.nullish(),
  text: generated,
  finish_reason: finishReason,
  /** vLLM with return_token_ids. */
  token_ids: z.array(z.int()).nullish().catch(null),
  /** LMDeploy with return_token_ids. */
  output_ids: z.array(z.int()).nullish().catch(null),
  /** Moonshot puts it here. */
  usage: z.unknown().optional(),
  /** Gateways put the error of an engine here. Read with `readWireError`. */
  error: z.unknown().optional(),
})
export type StreamChoice = z.infer<typeof StreamChoice>

/**
 * One event of a chat or completions stream, in the wire's own names; unknown fields are dropped. Lenient about what engines leave out; strict about
 * the types of what is counted; a detail of an odd type that nothing is counted from is as if it were not there. `usage` is left open here and read with `CompletionUsage`, so that an unreadable usage
 * costs the counts and not the whole event.
 */
export const StreamChunk = z.object({
  model: text.catch(null),
  choices: z.array(StreamChoice).nullish(),
  usage: z.unknown().optional(),
  /** Groq puts a usage here. */
  x_groq: z.object({ usage: z.unknown().optional() }).nullish().catch(null),
  error: z.unknown().optional(),
  /** llama.cpp: what the engine measured of this answer. Read with `AnswerTimings`. */
  timings: z.unknown().optional(),
})
export type StreamChunk = z.infer<typeof StreamChunk>
