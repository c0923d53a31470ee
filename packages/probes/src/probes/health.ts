import { defineProbe } from './define-probe.js'

export const health = defineProbe({
  kind: 'surface',
  name: 'health',
  description: 'Whether the server says that it is well',
  foundOn: 'nearly every server',
  path: '/health',
  content: 'text',
  evidence: false,
})
