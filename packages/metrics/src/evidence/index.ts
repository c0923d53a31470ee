export { type Evidence, evidenceOf, type Sides } from './evidence.js'
export type { RuleContext } from './evidence-rules.js'
export { type Objection, objectionToAll, objectionToMetric, objectionToWin } from './judge-evidence.js'
