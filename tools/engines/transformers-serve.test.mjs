import { describeEngine } from './describe-engine.mjs'
import { post } from './server-facts.mjs'
import { startTransformersServe } from './transformers-serve.mjs'

// It counts no text for others and has no counters of its own: lengths follow from its tokenizer, TBT is compared with the wire.
describeEngine('transformers serve', {
  start: startTransformersServe,
  versionOf: (server) => server.version,
  load: { promptTokens: 100, outputTokens: 16, requests: 32 },
  flags: ({ model }) => ['--model', model, '--tokenizer', model],
  bodyFields: ({ model }) => ({ model }),
  async countTokens({ url, model }, content) {
    const asked = { model, messages: [{ role: 'user', content }], max_tokens: 1 }
    return (await post({ url }, '/v1/chat/completions', asked)).usage.prompt_tokens
  },
})
