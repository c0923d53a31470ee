import { defineDialect, field } from './define-dialect.js'

export const ollama = defineDialect({
  name: 'ollama',
  describe: 'Ollama; output length is a limit only, and long prompts are truncated without a word',
  unsupported: ['top_k', 'n'],
  version: { method: 'GET', route: '/api/version' },
  recognize: ({ ollamaVersion }) => typeof field(ollamaVersion, 'version') === 'string',
})
