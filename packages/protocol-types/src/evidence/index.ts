export { EndpointSnapshot, endpointSnapshotFile, SurfaceCapture } from './endpoint-snapshot.js'
export { EvidenceGap, EvidenceGapCode } from './evidence-gap.js'
export { LogProbe, logProbeFile, MarkerExample, MarkerGroup, MarkerGroups, MarkerRole } from './log-probe.js'
export { ClaimEvidence, EvidenceClaim, EvidenceItem, TargetEvidence } from './target-evidence.js'
