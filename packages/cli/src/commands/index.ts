import type { AnyCommand } from '../command/define-command.js'
import { calibrate } from './calibrate/index.js'
import { compare } from './compare/index.js'
import { compareOffline } from './compare-offline/index.js'
import { compareRecord } from './compare-record/index.js'
import { convergence } from './convergence/index.js'
import { nonstreamCompare } from './nonstream-compare/index.js'
import { perf } from './perf/index.js'
import { perfCompare } from './perf-compare/index.js'
import { report } from './report/index.js'
import { run } from './run/index.js'
import { referenceEngine, serveCpu } from './serve/index.js'
import { vllmCompare } from './vllm-compare/index.js'

/** Every command of the program; `--help` shows them in this order. */
export const commands: readonly AnyCommand[] = [
  run,
  perf,
  perfCompare,
  compare,
  compareRecord,
  compareOffline,
  vllmCompare,
  convergence,
  nonstreamCompare,
  report,
  calibrate,
  serveCpu,
  referenceEngine,
]
