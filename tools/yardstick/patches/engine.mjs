/** An engine that does not exist, as a client would know it. */
export const engine = {
  row: 'add an engine',
  recipe: 'an engine (client side)',
  file: 'engine.ts',
  name: 'acme',
  exported: 'acme',
  // Fits everything and therefore stays last.
  before: 'openai',
  page: {
    after: '| `ollama` ',
    line: '| `acme` | Acme | an engine that is made up; it has ignore_eos and counts prompts at /tokenize | `ignore_eos` | yes |',
  },
  // What such a server answers about itself: the contract test asks it of every engine.
  recording: {
    file: 'packages/clients/src/dialects/dialects.test.ts',
    after: '  llamacpp: {',
    line: "  acme: { '/v1/models': models({ id: 'm', owned_by: 'acme' }), '/version': { json: { version: '1' } } },",
  },
  contract: [{ package: 'clients', tests: ['src/dialects'] }],
}
