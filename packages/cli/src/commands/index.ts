import type { AnyCommand } from '../command/define-command.js'
import { allCommands } from './command-modules.js'

/** Every command of the program, loaded: for its help and its documentation. */
export const commands: readonly AnyCommand[] = await allCommands()
