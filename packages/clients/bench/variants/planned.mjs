// The request that every stream of the benchmark sends, as a plan would hold it.

/** @param index which stream; the load server reads it from the end of the request's id. */
export const planned = (index, tokens) => ({
  requestId: `s-${index}`,
  workload: 'bench',
  phase: 'measured',
  round: 0,
  index,
  dueAtMs: null,
  request: {
    input: { kind: 'messages', messages: [{ role: 'user', content: 'Hello' }] },
    maxTokens: tokens,
    ignoreEos: true,
    temperature: 0,
    topP: null,
    topK: null,
    seed: null,
    stop: [],
    choices: 1,
    stream: true,
    extraBody: {},
  },
  intendedPromptTokens: null,
  promptLengthBasis: 'estimate',
})
