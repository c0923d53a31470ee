import { defineProbe } from './define-probe.js'

export const metrics = defineProbe({
  kind: 'surface',
  name: 'metrics',
  description: 'Counters, gauges and histograms of the server',
  foundOn: 'vLLM, SGLang, LMDeploy, TGI, llama.cpp, sageLLM; as JSON at trtllm-serve',
  path: '/metrics',
  content: 'metrics',
  evidence: true,
})
