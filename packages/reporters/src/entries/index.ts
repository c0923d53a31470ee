export { type Aggregate, aggregateEntries, type FoundEntry } from './aggregate-entries.js'
export { compareEntries } from './compare-entries.js'
export { canonicalPath, idempotencyKey } from './entry-key.js'
export { type EntrySource, entryOfWorkload } from './entry-of-workload.js'
export { entryReasons, reasonsAgainst } from './reasons-against.js'
export { dashboardPage } from '../dashboard/dashboard-page.js'
export type { DashboardRow } from '../dashboard/dashboard-payload.js'
export { dashboardRows } from '../dashboard/dashboard-rows.js'
export { canonicalOfConsistency, canonicalOfConvergence } from '../canonical/canonical-of-validation.js'
export {
  type CapturedTarget,
  canonicalOfComparison,
  type ComparisonSource,
  type NamedResult,
} from '../canonical/canonical-of-comparison.js'
