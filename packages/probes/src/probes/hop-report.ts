import { defineProbe } from './define-probe.js'

export const hopReport = defineProbe({
  kind: 'surface',
  name: 'hop-report',
  description: 'Where the time of requests that were answered in one piece went: scheduling, engine, both',
  foundOn: 'sageLLM (gateway)',
  path: '/v1/management/hop-report',
  content: 'json',
  evidence: false,
})
