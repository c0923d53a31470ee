import { describeEngine } from './describe-engine.mjs'
import { counterOf, post } from './server-facts.mjs'
import { startVllm } from './vllm.mjs'

describeEngine('vLLM', {
  start: startVllm,
  load: { promptTokens: 200, outputTokens: 32, requests: 24 },
  model: 'tiny',
  async countTokens(server, content) {
    const messages = [{ role: 'user', content }]
    const { count } = await post(server, '/tokenize', { model: 'tiny', messages, add_generation_prompt: true })
    return count
  },
  async decodeTotals(server) {
    const counter = await counterOf(server)
    return {
      ms: counter('vllm:inter_token_latency_seconds_sum') * 1_000,
      tokens: counter('vllm:inter_token_latency_seconds_count'),
      firstTokenCounted: false,
    }
  },
})
