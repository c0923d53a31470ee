export { type ReadArtifact, readArtifact } from './kinds/read-artifact.js'
export { type ArtifactKind, defineArtifactKind } from './kinds/define-artifact-kind.js'
export { defineReporter, type ReportContent, type Reporter, type ReporterOptions } from './formats/define-reporter.js'
export { reporters } from './formats/reporters.js'
export { type Leaderboard, leaderboard } from './leaderboard/leaderboard.js'
export { type RenderReportOptions, renderReport } from './formats/render-report.js'
export { buildSummary, type RunHeader } from './run/build-summary.js'
export { runConfigText, runFiles, type TextFile, type WorkloadResult } from './run/run-files.js'
export { uniqueFileStems } from './run/file-stem.js'
export type { ReportDocument } from './document/report-document.js'
export {
  type CollectedRequests,
  createRequestCollector,
  type RequestCollector,
  type RequestSource,
} from './requests/collect-requests.js'
