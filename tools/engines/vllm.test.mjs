import { describeEngine } from './describe-engine.mjs'
import { counterOf, get, post } from './server-facts.mjs'
import { startVllm } from './vllm.mjs'

const model = 'tiny'

describeEngine('vLLM', {
  start: startVllm,
  versionOf: async (server) => (await get(server, '/version')).version,
  load: { promptTokens: 200, outputTokens: 32, requests: 32 },
  bodyFields: () => ({ model, ignore_eos: true }),
  async countTokens(server, content) {
    const messages = [{ role: 'user', content }]
    const { count } = await post(server, '/tokenize', { model, messages, add_generation_prompt: true })
    return count
  },
  /** The histogram holds each time between two tokens. */
  async decodeTotals(server) {
    const counter = await counterOf(server)
    return {
      ms: counter('vllm:inter_token_latency_seconds_sum') * 1_000,
      tokens: counter('vllm:inter_token_latency_seconds_count'),
      firstTokenCounted: false,
    }
  },
})
