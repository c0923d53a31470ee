export { interactivityOf, seriesOf, sweepFindings, throughputOf } from './sweep-findings.js'
