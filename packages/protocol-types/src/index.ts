export {
  BenchError,
  type BenchErrorCode,
  invalidArgument,
  isBenchError,
} from './errors/bench-error.js'
export type { Clock } from './clock/clock.js'
export { systemClock } from './clock/system-clock.js'
export { type Artifact, defineArtifact } from './json/artifact.js'
export { fromWire, snakeCase, toWire, wireSchema } from './json/wire.js'
export { entryNamed } from './registry/entry-named.js'
export { LoadPlan } from './loads/load-plan.js'
export { PlannedRequest, RequestPhase } from './run/planned-request.js'
export { ReportedUsage, RequestErrorClass, RequestRecord, TokenCountSource } from './run/request-record.js'
export { RunPlan, type RunPlanInput, TargetPlan, WorkloadPlan } from './run/run-plan.js'
export { ServiceLevel } from './run/service-level.js'
