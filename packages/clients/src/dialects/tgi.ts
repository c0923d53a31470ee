import { countByChatTokenize } from './count-messages.js'
import { countOfTokens, defineDialect, field } from './define-dialect.js'

export const tgi = defineDialect({
  name: 'tgi',
  describe: 'Hugging Face TGI; its chat API cannot force an output length',
  unsupported: ['top_k', 'n'],
  tokenize: { method: 'POST', route: '/tokenize', body: (text) => ({ inputs: text }), read: countOfTokens },
  countMessages: countByChatTokenize,
  version: { method: 'GET', route: '/info' },
  recognize: ({ info }) => field(info, 'model_id') !== undefined && field(info, 'max_total_tokens') !== undefined,
})
