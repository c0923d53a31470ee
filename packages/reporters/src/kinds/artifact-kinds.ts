import { canonical } from './canonical.js'
import { capacity } from './capacity.js'
import { comparison } from './comparison.js'
import { e2ePerf } from './e2e-perf.js'
import { history } from './history.js'
import { leaderboardEntries } from './leaderboard-entries.js'
import { metrics } from './metrics.js'
import { nonstreamComparison, nonstreamTarget } from './nonstream.js'
import { operatorPerf } from './operator-perf.js'
import { readiness } from './readiness.js'
import { regression } from './regression.js'
import { runtimeConsistency } from './runtime-consistency.js'
import { summary } from './summary.js'
import { sweep } from './sweep.js'
import { validation } from './validation.js'

/** Every artifact kind, the most particular first: the first that recognises a file reads it. */
export const artifactKinds = [
  leaderboardEntries,
  canonical,
  runtimeConsistency,
  operatorPerf,
  e2ePerf,
  comparison,
  nonstreamComparison,
  nonstreamTarget,
  validation,
  regression,
  sweep,
  readiness,
  capacity,
  history,
  metrics,
  summary,
] as const
