import { defineDialect } from './define-dialect.js'

export const trtllm = defineDialect({
  name: 'trtllm',
  describe: 'trtllm-serve; /metrics is JSON, /prometheus/metrics is text',
  exactLength: () => ({ ignore_eos: true }),
  version: { method: 'GET', route: '/version' },
  recognize: ({ ownedBy }) => ownedBy !== null && /tensorrt|trt-?llm/.test(ownedBy),
})
