import type { CommandDefinition } from '../command/define-command.js'
import { flagName } from '../command/flags.js'
import { configOptions } from './config-options.js'

/** A flag's name as a config writes it: `maxConcurrency` is `max-concurrency`. */
export function configName(key: string): string {
  return flagName(key).slice(2)
}

/** The options that a config can hold: all of the command but those that say where the config is, or whose name means another flag. */
export function configKeys({ options, synonyms = {} }: CommandDefinition): string[] {
  return Object.keys(options.shape).filter(
    (key) => !Object.hasOwn(configOptions, key) && (synonyms[configName(key)] ?? key) === key,
  )
}

/** Every name that a config may use for an option: that of its flag, and those that other tools give it. */
export function configNames(command: CommandDefinition): ReadonlyMap<string, string> {
  return new Map([
    ...configKeys(command).map((key) => [configName(key), key] as const),
    ...Object.entries(command.synonyms ?? {}),
  ])
}
