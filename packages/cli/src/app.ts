import { BenchError } from '@sagellm-benchmark/protocol-types'
import { run } from '@stricli/core'
import { application, type Context } from './command/application.js'
import type { AnyCommand, CommandIo, ExitCode } from './command/define-command.js'
import { findCommand } from './command/find-command.js'
import { helpText } from './command/help-text.js'
import { ownCommand } from './command/own-command.js'
import { perform } from './command/perform.js'
import { reportError } from './command/report-error.js'
import { withoutSecretsIo } from './command/without-secrets-io.js'
import { unknownFlag } from './coming-from/unknown-flag.js'
import { commandsFor } from './commands/command-modules.js'
import { wrapOutput } from './terminal/wrap-output.js'

/**
 * Runs one command line of the program.
 *
 * @returns the exit code; nothing is printed but through `io`, and the process is never ended.
 */
export function runCli(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  return runLine(args, io, commandsFor)
}

/** As `runCli`, with other commands than the program's own. Not part of the package's types, which would bring zod's. */
export function runCommands(args: readonly string[], io: CommandIo, list: readonly AnyCommand[]): Promise<ExitCode> {
  return runLine(args, io, async () => list)
}

async function runLine(args: readonly string[], given: CommandIo, commandsOf: typeof commandsFor): Promise<ExitCode> {
  const io = withoutSecretsIo({
    ...given,
    stdout: wrapOutput(given.stdout),
    stderr: wrapOutput(given.stderr),
    perform: (words, changed) => runLine(words, { ...given, argv: words, ...changed }, commandsOf),
  })
  const list = await commandsOf(args)
  let exitCode: ExitCode = 0
  const { command, words, behindDashes = [], definition } = findCommand(args, list)
  const context: Context = {
    process: { ...streams(io), env: { ...io.env } },
    io,
    command,
    behindDashes,
    done: (code) => (exitCode = code),
  }
  const own = definition?.raw ? words.slice(command.split(' ').length) : words
  if (definition && (definition.raw ? own.slice(0, 1) : own).some((word) => word === '--help' || word === '-h')) {
    io.stdout.write(helpText(definition, command, io.stdout.columns ?? 80))
    return 0
  }
  if (definition?.raw && own.length > 0)
    return perform(definition, { given: { [definition.positional ?? '']: [...own] }, command, io })
  const unknown = definition ? unknownFlag(words, definition) : null
  const answer =
    unknown === null || !definition
      ? null
      : (await import('./coming-from/answer-unknown.js')).answerUnknown(unknown, definition)
  if (answer !== null) {
    const error = new BenchError('invalid_argument', answer, {
      hint: `see ${ownCommand([...command.split(' '), '--help'], io)}`,
    })
    return reportError(error, io)
  }
  await run(
    application(definition ? onlyNamed(list, command.split(' ')) : list, command),
    words.length === 0 ? ['--help'] : words,
    context,
  )
  const parserCode = context.process.exitCode
  // The parser's own codes are negative (unknown command, bad flag): all of them are usage errors.
  return typeof parserCode === 'number' && parserCode < 0 ? 2 : parserCode ? 1 : exitCode
}

/** The one command that is called, in its group: the parser would make the flags of all others too. */
function onlyNamed(list: readonly AnyCommand[], [word, ...more]: readonly string[]): AnyCommand[] {
  return list
    .filter(({ name }) => name === word)
    .map((each) => ('commands' in each ? { ...each, commands: onlyNamed(each.commands, more) } : each))
}

function streams(io: CommandIo) {
  return {
    stdout: { write: (text: string) => void io.stdout.write(text) },
    stderr: { write: (text: string) => void io.stderr.write(text) },
  }
}
