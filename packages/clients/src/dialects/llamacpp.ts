import { countOfTokens, defineDialect, field } from './define-dialect.js'

export const llamacpp = defineDialect({
  name: 'llamacpp',
  describe: 'llama-server; context is per slot (/props), several choices report one usage each',
  exactLength: () => ({ ignore_eos: true }),
  usagePerChoice: true,
  tokenize: { method: 'POST', route: '/tokenize', body: (text) => ({ content: text }), read: countOfTokens },
  version: { method: 'GET', route: '/props' },
  recognize: ({ ownedBy, headers, props }) =>
    ownedBy === 'llamacpp' ||
    headers.server === 'llama.cpp' ||
    field(props, 'default_generation_settings') !== undefined,
})
