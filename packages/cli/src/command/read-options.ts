import type { CommandDefinition } from './define-command.js'
import { checkFlags } from './flag-rules.js'
import type { Call } from './call.js'
import { once } from './once.js'
import { refusedValue } from './refused-value.js'

/** Options that hold, and what of them the user wrote: on the command line or in a config. */
export type ReadOptions = {
  readonly options: Record<string, unknown>
  readonly given: Readonly<Record<string, unknown>>
}

/**
 * The options of a command, from its command line and the config that it names, with their defaults.
 *
 * @throws BenchError `invalid_argument` for a value that the schema refuses, and for a flag that would be ignored.
 */
export async function readOptions(definition: CommandDefinition, call: Call): Promise<ReadOptions> {
  const { command } = call
  const { given, placeOf } = await withConfig(definition, call)
  const result = definition.options.safeParse(given, once)
  if (!result.success)
    throw refusedValue(result.error, { definition, given, hint: `see sagellm-benchmark ${command} --help` })
  checkFlags(definition.rules ?? [], { options: result.data, given, command, placeOf })
  return { options: result.data, given }
}

type Given = Pick<ReadOptions, 'given'> & { readonly placeOf?: (key: string) => string | null }

/** What the command line says, above what its config does. Nothing about configs is loaded where none is named. */
async function withConfig(
  { measures = false, ...definition }: CommandDefinition,
  { given, ...call }: Call,
): Promise<Given> {
  if (!measures || (given['config'] === undefined && given['override'] === undefined)) return { given }
  const { openConfig } = await import('../config/open-config.js')
  const { options, placeOf } = await openConfig(given, { definition, ...call })
  // The parser gives each flag that is not there as undefined.
  const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { given: { ...options, ...own }, placeOf: (key) => (Object.hasOwn(own, key) ? null : placeOf(key)) }
}
