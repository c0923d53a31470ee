import { defineDialect } from './define-dialect.js'

export const lmdeploy = defineDialect({
  name: 'lmdeploy',
  describe: 'LMDeploy api_server; exact length needs min_new_tokens beside ignore_eos',
  exactLength: ({ maxTokens }) => ({ ignore_eos: true, min_new_tokens: maxTokens }),
  recognize: ({ ownedBy }) => ownedBy === 'lmdeploy',
})
