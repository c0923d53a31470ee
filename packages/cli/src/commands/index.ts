import type { AnyCommand } from '../command/define-command.js'
import { calibrate } from './calibrate/index.js'
import { compare } from './compare/index.js'
import { perf } from './perf/index.js'
import { perfCompare } from './perf-compare/index.js'
import { report } from './report/index.js'
import { run } from './run/index.js'
import { referenceEngine, serveCpu } from './serve/index.js'

/** Every command of the program; `--help` shows them in this order. */
export const commands: readonly AnyCommand[] = [
  run,
  perf,
  perfCompare,
  compare,
  report,
  calibrate,
  serveCpu,
  referenceEngine,
]
