import { defineProbe } from './define-probe.js'

export const models = defineProbe({
  kind: 'surface',
  name: 'models',
  description: 'Names of the models served, and their context length',
  foundOn: 'every OpenAI-compatible server',
  path: '/v1/models',
  content: 'json',
  evidence: true,
})
