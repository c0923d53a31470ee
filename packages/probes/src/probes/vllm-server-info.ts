import { defineProbe } from './define-probe.js'

export const vllmServerInfo = defineProbe({
  kind: 'surface',
  name: 'vllm-server-info',
  description: 'Configuration that the server was started with',
  foundOn: 'vLLM with VLLM_SERVER_DEV_MODE=1, newer SGLang',
  path: '/server_info',
  content: 'json',
  evidence: false,
})
