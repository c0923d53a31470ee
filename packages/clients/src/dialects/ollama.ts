import { defineDialect, field } from './define-dialect.js'

export const ollama = defineDialect({
  name: 'ollama',
  describe: 'Ollama; output length is a limit only, and long prompts are truncated without a word',
  unsupported: ['top_k', 'n'],
  version: { method: 'GET', route: '/api/version' },
  // Front ends have a version at this route too: the owner of the models, or the form of their own list, decides.
  recognize: ({ ownedBy, ollamaVersion, ollamaTags }) =>
    typeof field(ollamaVersion, 'version') === 'string' &&
    (ownedBy === 'library' || (field(ollamaTags, 'models') as unknown[] | undefined)?.[0] instanceof Object),
})
