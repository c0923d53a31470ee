/** What a request asks for, as far as its answer depends on it. */
export type AskedAnswer = {
  readonly path: string
  readonly stream?: unknown
  readonly max_tokens?: unknown
  readonly max_completion_tokens?: unknown
  /** Of the native API. */
  readonly request_id?: unknown
}

/** An answer's text is this word for each token, in ASCII: the lengths of texts are lengths of bytes. */
const WORD = ' word'
const MAX_TOKENS = 64
const PROMPT_TOKENS = 8

/** The data of the events of a streamed answer, one token each, by the route that was asked. */
export function* answerEvents(asked: AskedAnswer): Generator<string> {
  const tokens = tokensOf(asked)
  if (asked.path.startsWith('/v1/completions/stream')) return yield* nativeEvents(asked, tokens)
  const isChat = asked.path.startsWith('/v1/chat/')
  const chunk = (choices: readonly unknown[], more: object = {}) =>
    JSON.stringify({ ...chunkHead(isChat), choices, ...more })
  const choice = (text: string | null, finish: string | null) =>
    isChat
      ? { index: 0, delta: text === null ? {} : { content: text }, logprobs: null, finish_reason: finish }
      : { index: 0, text: text ?? '', logprobs: null, finish_reason: finish }
  if (isChat)
    yield chunk([{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }])
  for (let token = 0; token < tokens; token += 1) yield chunk([choice(WORD, null)])
  yield chunk([choice(null, 'length')])
  yield chunk([], { usage: usageOf(tokens) })
  yield '[DONE]'
}

/** An answer in one piece. */
export function wholeAnswer(asked: AskedAnswer): unknown {
  const tokens = tokensOf(asked)
  const isChat = asked.path.startsWith('/v1/chat/')
  const text = WORD.repeat(tokens)
  const said = isChat ? { message: { role: 'assistant', content: text } } : { text }
  const object = isChat ? 'chat.completion' : 'text_completion'
  return {
    ...{ ...chunkHead(isChat), object },
    choices: [{ index: 0, ...said, logprobs: null, finish_reason: 'length' }],
    usage: usageOf(tokens),
  }
}

function* nativeEvents({ request_id: requestId }: AskedAnswer, tokens: number): Generator<string> {
  const head = { request_id: requestId, trace_id: 'warm-up', engine_id: 'warm-up' }
  yield JSON.stringify({ event: 'start', ...head, prompt_tokens: PROMPT_TOKENS })
  for (let token = 0; token < tokens; token += 1)
    yield JSON.stringify({ event: 'delta', ...head, content: WORD, content_tokens: [token] })
  yield JSON.stringify({
    ...{ event: 'end', ...head, prompt_tokens: PROMPT_TOKENS, content: WORD.repeat(tokens), finish_reason: 'length' },
    output_tokens: Array.from({ length: tokens }, (_, token) => token),
    metrics: { ttft_ms: 0, throughput_tps: 0, peak_mem_mb: 0, error_rate: 0 },
    error: null,
  })
}

function chunkHead(isChat: boolean) {
  return {
    id: 'warm-up',
    object: isChat ? 'chat.completion.chunk' : 'text_completion',
    created: 0,
    model: 'warm-up',
  }
}

function usageOf(tokens: number) {
  return { prompt_tokens: PROMPT_TOKENS, completion_tokens: tokens, total_tokens: PROMPT_TOKENS + tokens }
}

function tokensOf({ max_tokens: asked, max_completion_tokens: newer }: AskedAnswer): number {
  const tokens = Number(asked ?? newer)
  return Number.isInteger(tokens) && tokens > 0 ? Math.min(tokens, MAX_TOKENS) : MAX_TOKENS
}
