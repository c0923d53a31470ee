export { captureEndpoint } from './endpoint/capture-endpoint.js'
export { engineFacts } from './endpoint/engine-facts.js'
export { kvCacheSize } from './endpoint/kv-cache-size.js'
export { collectEnvironment } from './environment/collect-environment.js'
export type { HostAccess } from './environment/host-access.js'
export { defineEngineMetrics, type EngineMetrics } from './engines/define-engine-metrics.js'
export { engineMetrics } from './engines/index.js'
export { assessEvidence } from './evidence/assess-evidence.js'
export { type ExplicitDecode, readExplicitDecode } from './evidence/explicit-decode.js'
export { claimRules } from './evidence/claims.js'
export { followLog } from './logs/follow-log.js'
export type { MarkerPatterns } from './markers/marker-patterns.js'
export { resolveMarkerPatterns } from './markers/resolve-marker-patterns.js'
export {
  observeTarget,
  type ObserveTargetOptions,
  type TargetObservation,
  type TargetObserver,
} from './observe-target.js'
export { defineProbe, type Probe } from './probes/define-probe.js'
export { probes } from './probes/index.js'
export { parseMetricPage } from './prometheus/parse-metric-page.js'
