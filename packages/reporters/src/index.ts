export { type ReadArtifact, readArtifact } from './kinds/read-artifact.js'
export { type ArtifactKind, defineArtifactKind } from './kinds/define-artifact-kind.js'
export { defineReporter, type Reporter, type ReporterOptions } from './formats/define-reporter.js'
export { reporters } from './formats/reporters.js'
export { type RenderReportOptions, renderReport } from './formats/render-report.js'
export { buildSummary, type RunHeader } from './run/build-summary.js'
export {
  buildMetricsFile,
  runConfigText,
  type RunFiles,
  runFiles,
  type TextFile,
  type WorkloadResult,
} from './run/run-files.js'
export { runReport } from './run/run-report.js'
export { uniqueFileStems } from './run/file-stem.js'
export type { ReportDocument } from './document/report-document.js'
export { type RunBlockInput, runBlock } from './terminal/run-block.js'
export { runTable } from './terminal/run-table.js'
