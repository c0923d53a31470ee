export { type EndedRequest, isOverloaded } from './overload.js'
export { interactivityOf, seriesOf, sweepFindings, throughputOf } from './sweep-findings.js'
