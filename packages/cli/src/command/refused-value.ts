import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import type { z } from 'zod'
import type { CommandDefinition } from './define-command.js'
import { flagName } from './flags.js'
import { valueInWords } from './value-in-words.js'

export type RefusedOptions = {
  readonly definition: CommandDefinition
  /** What the user wrote, by option. */
  readonly given: Readonly<Record<string, unknown>>
  /** Where to look for a flag that is missing. */
  readonly hint: string
}

/** The error of options that a schema refused: the flag, its value, and what it takes with an example. */
export function refusedValue({ issues }: z.ZodError, { definition, given, hint }: RefusedOptions): BenchError {
  const [issue] = issues
  const [key = '', ...inside] = (issue?.path ?? []).map(String)
  const flag = flagName(key)
  if (given[key] === undefined && key === definition.positional) return missingWord(definition, hint)
  if (given[key] === undefined && key === definition.behindDashes)
    return new BenchError('invalid_argument', `${definition.name} needs a command line behind --`, {
      hint: exampleOf(definition) ?? hint,
    })
  if (given[key] === undefined) return new BenchError('invalid_argument', `${flag} is required`, { hint })
  const value = inside.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], given[key])
  const schema = (definition.options.shape as Record<string, z.ZodType>)[key]
  const wanted = schema && issue?.code !== 'custom' ? valueInWords(key, schema) : null
  if (wanted === null) return new BenchError('invalid_argument', `${flag}: ${plainProblem(issue, given)}`, { hint })
  return invalidArgument(flag, value, `give ${wanted}`)
}

/** A whole line of the command, from its description. */
function exampleOf({ details = '' }: CommandDefinition): string | undefined {
  const example = details.split('\n').find((line) => line.startsWith('  '))
  return example === undefined ? undefined : `such as: ${example.trim()}`
}

/** What a command cannot do without and takes as a bare word: what it is or may be, and an example of a whole line. */
function missingWord(definition: CommandDefinition, hint: string): BenchError {
  const { name, options, positional = '' } = definition
  const schema = options.shape[positional] as z.ZodType
  const choices = valueInWords(positional, schema)
  const wanted = choices === null ? `the ${schema.description ?? positional}` : `its ${positional}: ${choices}`
  return new BenchError('invalid_argument', `${name} needs ${wanted}`, { hint: exampleOf(definition) ?? hint })
}
