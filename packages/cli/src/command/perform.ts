import type { Call } from './call.js'
import type { CommandDefinition, ExitCode } from './define-command.js'
import { readOptions } from './read-options.js'
import { reportError } from './report-error.js'

/** Runs a command with what the user wrote: its options are read and checked, and each error becomes one line and an exit code. */
export async function perform(definition: CommandDefinition, call: Call): Promise<ExitCode> {
  const { io, command } = call
  try {
    const { options, given } = await readOptions(definition, call)
    if (options['printConfig'] === true) {
      const { configText } = await import('../config/config-text.js')
      io.stdout.write(configText(given, { definition, command, env: io.env }))
      return 0
    }
    const execute = await definition.load()
    return await execute(options, io)
  } catch (error) {
    return reportError(error, io)
  }
}
