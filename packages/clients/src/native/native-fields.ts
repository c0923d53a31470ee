import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'

/** The trace id under which an engine's own records hold a request of ours. @example traceIdOf('Q1-r0-000') // 'benchmark-Q1-r0-000' */
function traceIdOf(requestId: string): string {
  return `benchmark-${requestId}`
}

/**
 * A request of sageLLM's Protocol. Its prompt is one text: the engine's native route applies no chat template and reads no messages. The
 * Protocol has no field for an exact length, and the engine hears of `sampling_params` only what also stands outside of them.
 *
 * @param flags - gets what cannot be asked.
 * @throws BenchError `invalid_argument` for a prompt of token ids, which the Protocol cannot carry.
 */
export function nativeFields(
  request: GenerationRequest,
  { model, requestId }: { readonly model: string; readonly requestId: string },
  flags: FlagName[],
): Record<string, unknown> {
  const unsupported = {
    top_k: request.topK !== null,
    seed: request.seed !== null,
    stop: request.stop.length > 0,
    n: request.choices > 1,
    ignore_eos: request.ignoreEos,
  }
  for (const [name, asked] of Object.entries(unsupported)) if (asked) flags.push(`${name}_unsupported`)
  return {
    request_id: requestId,
    trace_id: traceIdOf(requestId),
    model,
    prompt: nativePrompt(request.input, flags),
    max_tokens: request.maxTokens,
    stream: request.stream,
    temperature: request.temperature,
    ...(request.topP === null ? {} : { top_p: request.topP }),
  }
}

function nativePrompt(input: GenerationRequest['input'], flags: FlagName[]): string {
  if (input.kind === 'tokens')
    throw invalidArgument('a prompt of token ids', 'sent over the native API', 'use the completions API')
  return textOf(input, flags)
}

/** A prompt as one text. A conversation has no one form as a text, and the record then says that this one is ours. */
export function textOf(input: Exclude<GenerationRequest['input'], { kind: 'tokens' }>, flags: FlagName[]): string {
  if (input.kind === 'text') return input.text
  const [only, second] = input.messages
  if (only && !second) return only.content
  flags.push('messages_flattened')
  return input.messages.map(({ role, content }) => `${role}: ${content}`).join('\n')
}
