import {
  type ApplicationText,
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en,
} from '@stricli/core'
import { flagName } from './flags.js'
import { oneLine } from './report-error.js'

const program = 'sagellm-benchmark'

/**
 * What the parser says about a command line that it cannot use: one line with the program's name, what was meant, and
 * where to look.
 *
 * @param command - the command's words, for the pointer to its help; empty for the program itself.
 */
export function usageText(command: string): ApplicationText {
  const help = `see ${[program, command, '--help'].filter(Boolean).join(' ')}`
  const line = (what: string, corrections: readonly string[] = []) =>
    oneLine(`${program}: ${what}; ${corrections.length > 0 ? `did you mean ${corrections.join(' or ')}? ` : ''}${help}`)

  return {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections }) =>
      line(
        `there is no command "${input}"`,
        corrections.map((each) => each.replaceAll('`', '')),
      ),
    exceptionWhileParsingArguments(error) {
      if (!(error instanceof ArgumentScannerError)) return line(error instanceof Error ? error.message : String(error))
      return formatMessageForArgumentScannerError(error, {
        FlagNotFoundError: ({ input, corrections }) => line(`there is no flag --${input}`, corrections.map(dashed)),
        AliasNotFoundError: ({ input }) => line(`there is no flag -${input}`),
        ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, exception }) =>
          line(`${flagName(name)} ${exception instanceof Error ? exception.message : String(exception)}`),
        EnumValidationError: ({ externalFlagName, input, values }) =>
          line(`${flagName(externalFlagName)} cannot be "${input}"; give ${values.join(', ')}`),
        UnsatisfiedFlagError: ({ externalFlagName }) => line(`${flagName(externalFlagName)} needs a value`),
        UnexpectedPositionalError: ({ input }) => line(`"${input}" is no flag, and the command takes nothing else`),
        InvalidNegatedFlagSyntaxError: ({ externalFlagName }) => line(`${flagName(externalFlagName)} takes no value`),
        UnexpectedFlagError: ({ externalFlagName, input }) =>
          line(`${flagName(externalFlagName)} was given more than once, again with "${input}"`),
      })
    },
  }
}

/** A correction as it is typed: the parser may give the name that the code uses, `requestRate`. */
const dashed = (name: string) =>
  name.startsWith('-') ? name : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
