export { stampFields, TbtBasis } from '../run/request-record.js'
export { orderProblem } from './order-problem.js'
export { promptLengthFlags } from './prompt-length-flags.js'
export { emptyRecord } from './empty-record.js'
export { cutOff } from './cut-off.js'
export { wasCancelled } from './was-cancelled.js'
export { shiftRecord } from './shift-record.js'
export { contradictsChunks, withoutChunkCounts } from './without-chunk-counts.js'
export {
  type ChoiceTokens,
  type ChunkKind,
  type ChunkObservations,
  chunkKind,
} from './timeline/chunk-observations.js'
export { readTimeline, type Timeline, type TimelineOptions } from './timeline/read-timeline.js'
export { type FlagName, flagsWhere } from '../flags/flag.js'
export { flagSentences } from '../flags/flag-sentences.js'
export { EngineMetrics } from '../run/engine-metrics.js'
