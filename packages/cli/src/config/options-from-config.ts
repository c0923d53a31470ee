import { BenchError, isBenchError } from '@sagellm-benchmark/protocol-types'
import { holdSecrets, secretsInJson, secretsInWords } from '@sagellm-benchmark/protocol-types/edge'
import { answerUnknown } from '../coming-from/answer-unknown.js'
import type { CommandDefinition } from '../command/define-command.js'
import { flagName } from '../command/flags.js'
import { configName, configNames } from './config-names.js'
import { type ConfigMapping, ConfigScalar, type ConfigValue, isMapping, plainValue } from './config-value.js'
import { nearestName } from './nearest-name.js'
import { optionOf } from './option-of.js'
import { placeIn } from './read-config.js'

export type ConfigCommand = {
  readonly definition: CommandDefinition
  /** All words of the command, which the key `command` of a config names. */
  readonly command: string
}

/**
 * The options that a config holds, checked one by one. Every secret among them is held before anything is said.
 *
 * @param placeOf - where a key stands.
 * @throws BenchError `invalid_argument` with the place, for a key that is no flag, one that is given twice, and a value that the flag
 *   cannot have.
 */
export function optionsFromConfig(
  entries: ConfigMapping,
  { definition, command, placeOf }: ConfigCommand & { readonly placeOf: (key: string) => string },
): Record<string, unknown> {
  const names = configNames(definition)
  const options: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(entries)) holdSecrets(secretsOf(names.get(name) ?? name, value))
  for (const [name, value] of Object.entries(entries)) {
    const place = placeOf(name)
    if (name === 'command') {
      checkCommand(value, command, place)
      continue
    }
    const key = names.get(name)
    if (key === undefined) throw unknownKey(name, { definition, command, place })
    const other = Object.keys(entries).find((each) => each !== name && names.get(each) === key)
    if (other !== undefined && Object.hasOwn(options, key))
      throw new BenchError('invalid_argument', `${place}: ${name} and ${other} are the same flag`, {
        hint: 'keep one of the two',
      })
    options[key] = placed(placeIn(value, place), () => optionOf(key, value, definition))
  }
  return options
}

function checkCommand(value: ConfigValue, command: string, place: string): void {
  const named = value instanceof ConfigScalar ? value.text : ''
  if (named === command) return
  throw new BenchError(
    'invalid_argument',
    `${place}: the config is for ${JSON.stringify(named)}, and the command is ${command}`,
    {
      hint: `call sagellm-benchmark ${named} --config, or change the line`,
    },
  )
}

function unknownKey(
  name: string,
  { definition, command, place }: ConfigCommand & { readonly place: string },
): BenchError {
  const wrong = (problem: string, hint: string) => new BenchError('invalid_argument', `${place}: ${problem}`, { hint })
  const names = configNames(definition)
  const back = definition.negations?.[name] ?? names.get(name.replace(/^no-/, ''))
  if (back !== undefined && !/^--/.test(name))
    return wrong(`there is no key ${name}`, `write ${configName(back)}: false`)
  const nearest = nearestName(name, [...names.keys()])
  if (nearest !== null) return wrong(`there is no key ${JSON.stringify(name)}`, `did you mean ${nearest}?`)
  const foreign = answerUnknown(`--${name.replaceAll('_', '-')}`, definition)
  return foreign === null
    ? wrong(
        `there is no key ${JSON.stringify(name)}`,
        `the keys are the flags of ${command}: see sagellm-benchmark ${command} --help`,
      )
    : wrong(foreign, 'a key is a flag without its dashes')
}

/** The secrets of an option, found as in the words of a command line. */
function secretsOf(key: string, value: ConfigValue): string[] {
  if (value instanceof ConfigScalar) return secretsInWords([flagName(key), value.text])
  if (!isMapping(value)) return value.flatMap((each) => secretsOf(key, each))
  const behind = Object.entries(value).flatMap(([name, each]) =>
    each instanceof ConfigScalar
      ? [...secretsOf(key, each), ...secretsInWords([`${name}=${each.text}`])]
      : secretsOf(key, each),
  )
  return [...secretsInJson(plainValue(value)), ...behind]
}

/** Runs what reads a value, and puts the place before its errors. */
function placed<Result>(place: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!isBenchError(error)) throw error
    throw new BenchError(error.code, `${place}: ${error.message}`, {
      cause: error,
      ...(error.hint === null ? {} : { hint: error.hint }),
    })
  }
}
