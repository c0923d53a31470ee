import { resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { flagName } from '../command/flags.js'
import type { Call } from '../command/call.js'
import { readTextFile } from '../files/read-json-file.js'
import { configNames } from './config-names.js'
import type { ConfigOptions } from './config-options.js'
import { refuseForeign } from './foreign-config.js'
import { type ConfigCommand, optionsFromConfig } from './options-from-config.js'
import { overrideConfig } from './override-config.js'
import { readConfig } from './read-config.js'

export type OpenedConfig = {
  readonly options: Readonly<Record<string, unknown>>
  /** Where an option stands: `bench.yaml, line 7`. */
  readonly placeOf: (key: string) => string
}

/**
 * The options of the config that a command line names, with what `--override` puts in place.
 *
 * @param given - what the command line holds itself.
 * @throws BenchError `not_found` for a file that is not there; `corrupt_data` and `invalid_argument` with the line of what is wrong in it.
 */
export async function openConfig(
  given: Call['given'],
  { definition, command, io }: ConfigCommand & Pick<Call, 'io'>,
): Promise<OpenedConfig> {
  const { config: path, override = [] } = given as Partial<ConfigOptions>
  if (path === undefined)
    throw new BenchError('invalid_argument', '--override works only with --config', {
      hint: 'give the flag itself, which needs no config',
    })
  const { entries, placeOf } = readConfig(await readTextFile(resolve(io.cwd, path)), { path, env: io.env })
  refuseForeign(entries, path)
  const names = configNames(definition)
  const overridden = new Set(override.map((text) => text.split(/[.=]/)[0] ?? ''))
  const twice = [...overridden].find((name) => given[names.get(name) ?? ''] !== undefined)
  if (twice !== undefined)
    throw new BenchError(
      'invalid_argument',
      `--override ${twice} stands beside ${flagName(names.get(twice) ?? '')}, which is the same`,
      {
        hint: 'give one of the two',
      },
    )
  const placeOfName = (name: string) => (overridden.has(name) ? `--override ${name}` : placeOf(name))
  const options = optionsFromConfig(overrideConfig(entries, override), { definition, command, placeOf: placeOfName })
  const nameOf = new Map(Object.keys(entries).map((name) => [names.get(name), name]))
  return { options, placeOf: (key) => placeOfName(nameOf.get(key) ?? key) }
}
