import { defineDialect } from './define-dialect.js'

/** Plain OpenAI: the fallback, which sends nothing that an unknown server could refuse. */
export const openai = defineDialect({
  name: 'openai',
  describe: 'any server that speaks the OpenAI API; output length is a limit, not a promise',
  unsupported: ['top_k'],
  recognize: ({ ownedBy }) => ownedBy === 'openai' || ownedBy === 'system',
})
