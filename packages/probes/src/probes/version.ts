import { defineProbe } from './define-probe.js'

export const version = defineProbe({
  kind: 'surface',
  name: 'version',
  description: 'Version of the engine',
  foundOn: 'vLLM, trtllm-serve',
  path: '/version',
  content: 'json',
  evidence: false,
})
