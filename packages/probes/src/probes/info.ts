import { defineProbe } from './define-probe.js'

export const info = defineProbe({
  kind: 'surface',
  name: 'info',
  description: 'Identity of the engine; at sageLLM also decode telemetry and runtime diagnostics',
  foundOn: 'sageLLM, TGI',
  path: '/info',
  content: 'json',
  evidence: true,
})
