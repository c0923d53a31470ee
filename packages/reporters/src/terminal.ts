export { captureBlock } from './terminal/capture-block.js'
export { comparisonBlock } from './terminal/comparison-block.js'
export { type RunBlockInput, runBlock } from './terminal/run-block.js'
export { runTable } from './terminal/run-table.js'
