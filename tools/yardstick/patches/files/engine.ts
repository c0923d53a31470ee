import { countOfTokens, defineDialect, field } from './define-dialect.js'

export const acme = defineDialect({
  name: 'acme',
  title: 'Acme',
  describe: 'an engine that is made up; it has ignore_eos and counts prompts at /tokenize',
  exactLength: () => ({ ignore_eos: true }),
  tokenize: { method: 'POST', route: '/tokenize', body: (text) => ({ prompt: text }), read: countOfTokens },
  version: { method: 'GET', route: '/version' },
  recognize: ({ ownedBy, version }) => ownedBy === 'acme' && field(version, 'version') !== undefined,
})
