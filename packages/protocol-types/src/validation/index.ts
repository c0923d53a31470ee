export { ClaimVerdict, ConvergenceVerdict, MetricEvidence, PathEvidence } from './claim-verdict.js'
export { ServerChecks, ValidationFile, validationFile } from './validation-file.js'
export { TargetArtifacts, ValidationSummary, ValidationTarget, validationSummaryFile } from './validation-summary.js'
