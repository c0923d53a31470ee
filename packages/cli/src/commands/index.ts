import type { AnyCommand } from '../command/define-command.js'
import { run } from './run/index.js'

/** Every command of the program; `--help` shows them in this order. */
export const commands: readonly AnyCommand[] = [run]
