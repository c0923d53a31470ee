import { defineProbe } from './define-probe.js'

export const prometheusMetrics = defineProbe({
  kind: 'surface',
  name: 'prometheus-metrics',
  description: 'Prometheus text of a server whose /metrics is JSON',
  foundOn: 'trtllm-serve',
  path: '/prometheus/metrics',
  content: 'metrics',
  evidence: false,
})
