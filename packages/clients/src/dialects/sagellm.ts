import { countByTokenize } from './count-messages.js'
import { countOfTokens, defineDialect, field } from './define-dialect.js'

export const sagellm = defineDialect({
  name: 'sagellm',
  describe: 'sageLLM gateway and engines; /info reports model, context length and execution path',
  chunkPerToken: true,
  exactLength: () => ({ ignore_eos: true }),
  tokenize: {
    method: 'POST',
    route: '/tokenize',
    body: (text, model) => ({ model, prompt: text }),
    read: countOfTokens,
  },
  countMessages: countByTokenize,
  recognize: ({ ownedBy, info }) =>
    ownedBy?.includes('sagellm') === true ||
    // The port of an engine has no list of models, and names no product.
    typeof field(info, 'performance_mainline') === 'object' ||
    /sage-?llm/i.test(String(field(info, 'engine') ?? field(info, 'service') ?? '')),
})
