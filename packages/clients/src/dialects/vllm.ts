import { countByTokenize } from './count-messages.js'
import { countOfTokens, defineDialect } from './define-dialect.js'

export const vllm = defineDialect({
  name: 'vllm',
  describe: 'vLLM; ignore_eos alone gives the length, min_tokens would add a sampling step that others lack',
  exactLength: () => ({ ignore_eos: true }),
  tokenize: {
    method: 'POST',
    route: '/tokenize',
    body: (text, model, { special }) => ({ model, prompt: text, add_special_tokens: special }),
    read: countOfTokens,
  },
  countMessages: countByTokenize,
  version: { method: 'GET', route: '/version' },
  cacheReset: { method: 'POST', route: '/reset_prefix_cache', succeeded: (status) => status === 200 },
  cachedTokensHint: 'start vLLM with --enable-prompt-tokens-details to have cached tokens reported',
  recognize: ({ ownedBy }) => ownedBy === 'vllm',
})
