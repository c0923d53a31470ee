import { BenchError } from '@sagellm-benchmark/protocol-types'
import {
  type Application,
  buildApplication,
  buildCommand,
  buildRouteMap,
  type Command,
  type RouteMap,
} from '@stricli/core'
import { z } from 'zod'
import { version } from '../version.js'
import { core } from './core-schema.js'
import type { AnyCommand, CommandDefinition, CommandIo, ExitCode } from './define-command.js'
import { flagEntries } from './flag-entries.js'
import { flagName, flagOf } from './flags.js'
import { lettersOf } from './letters.js'
import { perform } from './perform.js'
import { reportError } from './report-error.js'
import { usageText } from './usage-text.js'

/** What the parser hands to the command that it finds. */
export type Context = {
  readonly process: {
    readonly stdout: { write(text: string): void }
    readonly stderr: { write(text: string): void }
    exitCode?: number | string | null
    readonly env: Record<string, string | undefined>
  }
  readonly io: CommandIo
  /** All words of the command, such as `vllm-compare container`. */
  readonly command: string
  /** Words behind `--`, where the command takes such. */
  readonly behindDashes: readonly string[]
  readonly done: (code: ExitCode) => void
}

/** The parser for all commands, whose texts name the one that is called. */
export function application(list: readonly AnyCommand[], command: string): Application<Context> {
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
  const flags = Object.fromEntries(flagEntries(definition).map(([key, schema]) => [key, flagOf(schema, key)]))
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
      const { command: path, io, behindDashes } = this
      const given = withBareWords(definition, withLine(definition, flagged, behindDashes), words)
      this.done(
        given instanceof BenchError ? reportError(given, io) : await perform(definition, { given, command: path, io }),
      )
    },
  })
}

/** What stands behind `--` is a value like any other from here on. */
function withLine(
  { behindDashes }: CommandDefinition,
  flagged: Record<string, unknown>,
  words: readonly string[],
): Record<string, unknown> {
  return behindDashes === undefined || words.length === 0 ? flagged : { ...flagged, [behindDashes]: [...words] }
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
): Record<string, unknown> | BenchError {
  if (positional === undefined || words.length === 0) return flagged
  if (flagged[positional] !== undefined)
    return new BenchError(
      'invalid_argument',
      `"${words[0]}" stands beside ${flagName(positional)}, which is the same`,
      {
        hint: 'give one of the two',
      },
    )
  return { ...flagged, [positional]: isList(options.shape[positional] as z.ZodType) ? [...words] : words[0] }
}

const isList = (schema: z.ZodType) => core(schema) instanceof z.ZodArray
