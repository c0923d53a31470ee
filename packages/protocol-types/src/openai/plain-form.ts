import { CompletionUsage, MAX_TOKEN_COUNT } from './completion-usage.js'
import { StreamChunk } from './stream-chunk.js'

// Nearly every event has the plain form that is seen here by looking at its fields: the schema would give it back as it
// is, and costs as much as all else that is done with an event. A test holds the two against each other.

/** What the `StreamChunk` schema makes of a value, fields that it does not know left in; `null` where it refuses it. */
export function readStreamChunk(json: unknown): StreamChunk | null {
  if (isPlainChunk(json)) return json
  const parsed = StreamChunk.safeParse(json)
  return parsed.success ? parsed.data : null
}

/** The same of the `CompletionUsage` schema. */
export function readCompletionUsage(json: unknown): CompletionUsage | null {
  if (isPlainUsage(json)) return json
  const parsed = CompletionUsage.safeParse(json)
  return parsed.success ? parsed.data : null
}

function isPlainChunk(json: unknown): json is StreamChunk {
  if (!isObject(json)) return false
  const { model, choices, x_groq: groq } = json
  if (!isText(model) || !isNothing(groq)) return false
  if (isNothing(choices)) return true
  return Array.isArray(choices) && choices.every(isPlainChoice)
}

function isPlainChoice(choice: unknown): boolean {
  if (!isObject(choice)) return false
  const { index, delta, text, finish_reason: reason, token_ids: ids, output_ids: otherIds } = choice
  if (!Number.isSafeInteger(index) || (index as number) < 0) return false
  return (
    isText(text) && isText(reason) && isNothing(ids) && isNothing(otherIds) && (isNothing(delta) || isPlainDelta(delta))
  )
}

function isPlainDelta(delta: unknown): boolean {
  if (!isObject(delta)) return false
  const { role, content, reasoning, reasoning_content: thoughts, refusal } = delta
  if (!isText(role) || !isText(content) || !isText(reasoning) || !isText(thoughts) || !isText(refusal)) return false
  const {
    thinking,
    reasoning_text: spelled,
    reasoning_details: details,
    tool_calls: calls,
    function_call: call,
  } = delta
  return isText(thinking) && isText(spelled) && isNothing(details) && isNothing(calls) && isNothing(call)
}

function isPlainUsage(json: unknown): json is CompletionUsage {
  if (!isObject(json)) return false
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = json
  if (!isCount(prompt) || !isCount(completion) || !isCount(total)) return false
  const { input_tokens: input, output_tokens: output, prompt_cache_hit_tokens: hit } = json
  if (!isCount(input) || !isCount(output) || !isCount(hit)) return false
  const { cached_tokens: cached, cache_read_input_tokens: read } = json
  if (!isCount(cached) || !isCount(read)) return false
  const { prompt_tokens_details: ofPrompt, input_tokens_details: ofInput, completion_tokens_details: ofAnswer } = json
  return isPart(ofPrompt, 'cached_tokens') && isPart(ofInput, 'cached_tokens') && isPart(ofAnswer, 'reasoning_tokens')
}

function isPart(value: unknown, name: string): boolean {
  return isNothing(value) || (isObject(value) && isCount(value[name]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || value === null || value === undefined
}

function isCount(value: unknown): boolean {
  if (isNothing(value)) return true
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TOKEN_COUNT
}
