import { describeEngine } from './describe-engine.mjs'
import { startLlamaServer } from './llama-server.mjs'
import { counterOf, get, post } from './server-facts.mjs'

describeEngine('llama-server', {
  start: startLlamaServer,
  versionOf: async (server) => (await get(server, '/props')).build_info,
  load: { promptTokens: 100, outputTokens: 64, requests: 32 },
  extra: { cache_prompt: false },
  async countTokens(server, content) {
    const { prompt } = await post(server, '/apply-template', { messages: [{ role: 'user', content }] })
    const { tokens } = await post(server, '/tokenize', { content: prompt, add_special: true, parse_special: true })
    return tokens.length
  },
  /** Its time runs from the first token of a request to the last, and it counts the first among the tokens. */
  async decodeTotals(server) {
    const counter = await counterOf(server)
    return {
      ms: counter('llamacpp:tokens_predicted_seconds_total') * 1_000,
      tokens: counter('llamacpp:tokens_predicted_total'),
      firstTokenCounted: true,
    }
  },
})
