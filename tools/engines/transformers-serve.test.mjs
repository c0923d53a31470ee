import { describeEngine } from './describe-engine.mjs'
import { startTransformersServe } from './transformers-serve.mjs'

// It counts no tokens for others and has no counters: what is left is that nothing fails.
describeEngine('transformers serve', {
  start: startTransformersServe,
  load: { promptTokens: 100, outputTokens: 16, requests: 16 },
  modelOf: (server) => server.model,
})
