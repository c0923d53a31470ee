import { z } from 'zod'

const text = z.string().nullish()

/** A piece of a tool call; only `function.arguments` is generated text, the rest names the call. */
export const ToolCallDelta = z.object({
  index: z.int().nonnegative().nullish(),
  id: text,
  function: z.object({ name: text, arguments: text }).nullish(),
})
export type ToolCallDelta = z.infer<typeof ToolCallDelta>

/** What one chunk adds to one choice. vLLM and Ollama say `reasoning`, most others `reasoning_content`. */
export const StreamDelta = z.object({
  role: text,
  content: text,
  reasoning: text,
  reasoning_content: text,
  refusal: text,
  tool_calls: z.array(ToolCallDelta).nullish(),
})
export type StreamDelta = z.infer<typeof StreamDelta>

/** One choice of a chunk: chat streams carry `delta`, plain completions `text`. */
export const StreamChoice = z.object({
  index: z.int().nonnegative().default(0),
  delta: StreamDelta.nullish(),
  text,
  finish_reason: text,
  /** vLLM with return_token_ids. */
  token_ids: z.array(z.int()).nullish(),
  /** LMDeploy with return_token_ids. */
  output_ids: z.array(z.int()).nullish(),
})
export type StreamChoice = z.infer<typeof StreamChoice>

/**
 * One event of a chat or completions stream, in the wire's own names; unknown fields are dropped. Lenient about what engines leave out; strict about
 * the types of what is counted. `usage` is left open here and read with `CompletionUsage`, so that an unreadable usage
 * costs the counts and not the whole event.
 */
export const StreamChunk = z.object({
  id: text,
  object: text,
  model: text,
  choices: z.array(StreamChoice).nullish(),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
})
export type StreamChunk = z.infer<typeof StreamChunk>
