import type { AnyCommand } from '../command/define-command.js'
import { calibrate } from './calibrate/index.js'
import { capacity } from './capacity/index.js'
import { compare } from './compare/index.js'
import { compareOffline } from './compare-offline/index.js'
import { compareRecord } from './compare-record/index.js'
import { contract } from './contract/index.js'
import { convergence } from './convergence/index.js'
import { dashboard } from './dashboard/index.js'
import { history } from './history/index.js'
import { init } from './init/index.js'
import { leaderboard } from './leaderboard/index.js'
import { merge } from './merge/index.js'
import { nonstreamCompare } from './nonstream-compare/index.js'
import { parityGate } from './parity-gate/index.js'
import { perf } from './perf/index.js'
import { perfCompare } from './perf-compare/index.js'
import { perfgate } from './perfgate/index.js'
import { readiness } from './readiness/index.js'
import { report } from './report/index.js'
import { run } from './run/index.js'
import { referenceEngine, serveCpu } from './serve/index.js'
import { reproduce } from './reproduce/index.js'
import { scale } from './scale/index.js'
import { sweep } from './sweep/index.js'
import { translate } from './translate/index.js'
import { validateServingConsistency } from './validate-serving-consistency/index.js'
import { verify } from './verify/index.js'
import { vllmCompare } from './vllm-compare/index.js'
import { workloadTemplate } from './workload-template/index.js'

/** Every command of the program; `--help` shows them in this order. */
export const commands: readonly AnyCommand[] = [
  run,
  merge,
  sweep,
  readiness,
  capacity,
  perf,
  perfCompare,
  perfgate,
  compare,
  compareRecord,
  compareOffline,
  vllmCompare,
  convergence,
  nonstreamCompare,
  report,
  contract,
  verify,
  reproduce,
  parityGate,
  validateServingConsistency,
  leaderboard,
  dashboard,
  history,
  init,
  workloadTemplate,
  translate,
  scale,
  calibrate,
  serveCpu,
  referenceEngine,
]

/** The Python original's names of commands that are part of a group here. */
export const otherNames: Readonly<Record<string, readonly string[]>> = {
  aggregate: ['leaderboard', 'aggregate'],
  publish: ['leaderboard', 'publish'],
  'upload-hf': ['leaderboard', 'publish'],
}
