import { countByTemplate } from './count-messages.js'
import { countOfTokens, defineDialect, field } from './define-dialect.js'

export const llamacpp = defineDialect({
  name: 'llamacpp',
  describe: 'llama-server; context is per slot (/props), several choices report one usage each',
  exactLength: () => ({ ignore_eos: true }),
  usagePerChoice: true,
  tokenize: {
    method: 'POST',
    route: '/tokenize',
    // The model is for a router, which serves several.
    body: (text, model, { special }) => ({ model, content: text, add_special: special, parse_special: special }),
    read: countOfTokens,
  },
  countMessages: countByTemplate,
  version: { method: 'GET', route: '/props' },
  recognize: ({ ownedBy, headers, props }) =>
    ownedBy === 'llamacpp' ||
    headers.server === 'llama.cpp' ||
    field(props, 'default_generation_settings') !== undefined,
})
