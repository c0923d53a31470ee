import type { AnyCommand } from '../command/define-command.js'
import { calibrate } from './calibrate/index.js'
import { report } from './report/index.js'
import { run } from './run/index.js'
import { referenceEngine, serveCpu } from './serve/index.js'

/** Every command of the program; `--help` shows them in this order. */
export const commands: readonly AnyCommand[] = [run, report, calibrate, serveCpu, referenceEngine]
