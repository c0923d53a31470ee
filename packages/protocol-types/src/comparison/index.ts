export { ComparisonFile, ComparisonVerdict, comparisonFile } from './comparison-file.js'
export { RegressionFile, RegressionMetric, regressionFile } from './regression-file.js'
export { ValidationFile, validationFile } from './validation-file.js'
export { TargetArtifacts, ValidationSummary, ValidationTarget, validationSummaryFile } from './validation-summary.js'
