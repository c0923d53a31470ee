import { BenchError } from '@sagellm-benchmark/protocol-types'
import {
  type Application,
  type Command,
  buildApplication,
  buildCommand,
  buildRouteMap,
  run,
  type RouteMap,
} from '@stricli/core'
import { z } from 'zod'
import type { AnyCommand, CommandDefinition, CommandIo, ExitCode } from './command/define-command.js'
import { checkFlags } from './command/flag-rules.js'
import { core } from './command/core-schema.js'
import { flagName, flagOf } from './command/flags.js'
import { helpText } from './command/help-text.js'
import { lettersOf } from './command/letters.js'
import { normaliseArgv } from './command/normalise-argv.js'
import { refusedValue } from './command/refused-value.js'
import { reportError } from './command/report-error.js'
import { withoutSecretsIo } from './command/without-secrets-io.js'
import { usageText } from './command/usage-text.js'
import { unknownFlag } from './coming-from/unknown-flag.js'
import { ownCommand } from './command/own-command.js'
import { commands, otherNames } from './commands/index.js'
import { wrapOutput } from './terminal/wrap-output.js'
import { version } from './version.js'

/**
 * Runs one command line of the program.
 *
 * @returns the exit code; nothing is printed but through `io`, and the process is never ended.
 */
export function runCli(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  return runCommands(args, io, commands)
}

/** As `runCli`, with other commands than the program's own. Not part of the package's types, which would bring zod's. */
export async function runCommands(
  args: readonly string[],
  given: CommandIo,
  list: readonly AnyCommand[],
): Promise<ExitCode> {
  const io = withoutSecretsIo({ ...given, stdout: wrapOutput(given.stdout), stderr: wrapOutput(given.stderr) })
  let exitCode: ExitCode = 0
  const { command, words, definition } = normaliseFor(args, list)
  const context: Context = {
    process: { ...streams(io), env: { ...io.env } },
    io,
    command,
    done: (code) => (exitCode = code),
  }
  const own = definition?.raw ? words.slice(command.split(' ').length) : words
  if (definition && (definition.raw ? own.slice(0, 1) : own).some((word) => word === '--help' || word === '-h')) {
    io.stdout.write(helpText(definition, command, io.stdout.columns ?? 80))
    return 0
  }
  if (definition?.raw && own.length > 0) return runRaw(definition, { words: own, command, io })
  const unknown = definition ? unknownFlag(words, definition) : null
  const answer = unknown === null ? null : (await import('./coming-from/answer-foreign.js')).answerForeign(unknown)
  if (answer !== null) {
    const error = new BenchError('invalid_argument', answer, {
      hint: `see ${ownCommand([...command.split(' '), '--help'], io)}`,
    })
    return reportError(error, io)
  }
  await run(application(list, command), words.length === 0 ? ['--help'] : words, context)
  const parserCode = context.process.exitCode
  // The parser's own codes are negative (unknown command, bad flag): all of them are usage errors.
  return typeof parserCode === 'number' && parserCode < 0 ? 2 : parserCode ? 1 : exitCode
}

/** A command that takes the words behind its name as they stand. */
async function runRaw(
  definition: CommandDefinition,
  { words, command, io }: { readonly words: readonly string[]; readonly command: string; readonly io: CommandIo },
): Promise<ExitCode> {
  try {
    const execute = await definition.load()
    return await execute(checked(definition, { given: { [definition.positional ?? '']: [...words] }, command }), io)
  } catch (error) {
    return reportError(error, io)
  }
}

type Context = {
  readonly process: ReturnType<typeof streams> & {
    exitCode?: number | string | null
    readonly env: Record<string, string | undefined>
  }
  readonly io: CommandIo
  /** All words of the command, such as `vllm-compare container`. */
  readonly command: string
  readonly done: (code: ExitCode) => void
}

function streams(io: CommandIo) {
  return {
    stdout: { write: (text: string) => void io.stdout.write(text) },
    stderr: { write: (text: string) => void io.stderr.write(text) },
  }
}

function application(list: readonly AnyCommand[], command: string): Application<Context> {
  return buildApplication(routes(list, 'Benchmark and end-to-end validation suite for LLM inference engines'), {
    name: 'sagellm-benchmark',
    versionInfo: { currentVersion: version },
    localization: { text: usageText(command) },
    scanner: { caseStyle: 'allow-kebab-for-camel' },
    documentation: {
      caseStyle: 'convert-camel-to-kebab',
      disableAnsiColor: true,
      useAliasInUsageLine: false,
      onlyRequiredInUsageLine: true,
    },
  })
}

function routes(list: readonly AnyCommand[], brief: string): RouteMap<Context> {
  return buildRouteMap<string, Context>({
    routes: Object.fromEntries(
      list.map((each) => [each.name, 'commands' in each ? routes(each.commands, each.brief) : command(each)]),
    ),
    docs: { brief },
  })
}

function command(definition: CommandDefinition): Command<Context> {
  const flags = Object.fromEntries(
    Object.entries(definition.options.shape as Record<string, z.ZodType>).map(([key, schema]) => [
      key,
      flagOf(schema, key),
    ]),
  )
  return buildCommand<Record<string, unknown>, string[], Context>({
    docs: { brief: definition.brief, ...(definition.details ? { fullDescription: definition.details } : {}) },
    // Flags come from a schema at run time, so their static types end here; the schema itself checks the values below.
    parameters: {
      flags,
      aliases: lettersOf(definition.options),
      positional: bareWords(definition),
    } as never,
    async func(this: Context, flagged: Record<string, unknown>, ...bare: (string | undefined)[]) {
      const words = bare.filter((word) => word !== undefined)
      try {
        const given = withBareWords(definition, flagged, words)
        const execute = await definition.load()
        this.done(await execute(checked(definition, { given, command: this.command }), this.io))
      } catch (error) {
        this.done(reportError(error, this.io))
      }
    },
  })
}

/** The words that a command takes without a flag. */
function bareWords({ positional, options }: CommandDefinition) {
  if (positional === undefined) return { kind: 'tuple', parameters: [] }
  const word = { brief: `the same as ${flagName(positional)}`, parse: String, placeholder: positional, optional: true }
  return isList(options.shape[positional] as z.ZodType)
    ? { kind: 'array', parameter: word }
    : { kind: 'tuple', parameters: [word] }
}

function withBareWords(
  { positional, options }: CommandDefinition,
  flagged: Record<string, unknown>,
  words: readonly string[],
): Record<string, unknown> {
  if (positional === undefined || words.length === 0) return flagged
  if (flagged[positional] !== undefined)
    throw new BenchError('invalid_argument', `"${words[0]}" stands beside ${flagName(positional)}, which is the same`, {
      hint: 'give one of the two',
    })
  return { ...flagged, [positional]: isList(options.shape[positional] as z.ZodType) ? [...words] : words[0] }
}

const isList = (schema: z.ZodType) => core(schema) instanceof z.ZodArray

function checked(
  definition: CommandDefinition,
  { given, command }: { readonly given: Record<string, unknown>; readonly command: string },
): Record<string, unknown> {
  const result = definition.options.safeParse(given)
  if (result.success) {
    checkFlags(definition.rules ?? [], { options: result.data, given, command })
    return result.data
  }
  throw refusedValue(result.error, { definition, given, hint: `see sagellm-benchmark ${command} --help` })
}

/** Finds the command that the words name and lets it normalise its flags. */
function normaliseFor(
  given: readonly string[],
  all: readonly AnyCommand[],
): { readonly command: string; readonly words: readonly string[]; readonly definition?: CommandDefinition } {
  const [first = '', ...more] = given
  const args = Object.hasOwn(otherNames, first) ? [...(otherNames[first] as readonly string[]), ...more] : given
  let list = all
  let at = 0
  for (; at < args.length; at += 1) {
    const found = list.find((each) => each.name === args[at])
    if (!found) break
    if ('commands' in found && found.usual && args[at + 1]?.startsWith('-')) {
      return normaliseFor([...args.slice(0, at + 1), found.usual, ...args.slice(at + 1)], all)
    }
    if ('commands' in found) list = found.commands
    else {
      const head = args.slice(0, at + 1)
      return {
        command: head.join(' '),
        words: [...head, ...(found.raw ? args.slice(at + 1) : normaliseArgv(args.slice(at + 1), found))],
        definition: found,
      }
    }
  }
  return { command: args.slice(0, at).join(' '), words: [...args] }
}
