import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import type { WireError } from '@sagellm-benchmark/protocol-types/openai'

const contextWords = new Set(['context_length_exceeded', 'exceed_context_size_error', 'input_too_long'])
// Engines that have no code for it have only their sentence: vLLM, SGLang, LMDeploy, TGI, TensorRT-LLM in turn, then gateways.
const contextSentences =
  /maximum context length|max_model_len|longer than the (model's|maximum)|context (length|size|window)|exceeds? .{0,40}(session|sequence) (length|len)|`inputs` (tokens|must have)|max_seq_len|max_num_tokens|context limit|maximum context|(prompt|input) is too long|too many (input |prompt )?tokens|token count .{0,30}exceeds|exceeds? .{0,40}(number of|token limit|n_ctx|num_ctx)|reduce the (length|size) of (the|your) (messages|prompt|input)/i

/** Where an answer other than 200 belongs. `error` is what its body said. */
export function classifyStatus(status: number, error: WireError | null): RequestErrorClass {
  // 407: the key that is missing is the proxy's.
  if (status === 401 || status === 403 || status === 407) return 'auth'
  if (status === 404) return 'not_found'
  if (status === 429) return 'rate_limited'
  if (status === 503 || status === 529) return 'overloaded'
  if (status >= 500 || status === 424) return 'server_error'
  if ([400, 413, 415, 422].includes(status)) return isContextError(error) ? 'context_length_exceeded' : 'bad_request'
  return 'unexpected_status'
}

function isContextError(error: WireError | null): boolean {
  if (!error) return false
  const words = [error.type, error.code].filter((word) => word !== null)
  return words.some((word) => contextWords.has(word)) || contextSentences.test(error.message)
}
