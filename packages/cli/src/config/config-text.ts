import { Scalar, stringify } from 'yaml'
import type { Call } from '../command/call.js'
import { grouped } from '../command/flag-groups.js'
import { configKeys, configName } from './config-names.js'
import type { ConfigCommand } from './options-from-config.js'
import { schemaLine } from './config-schema.js'
import { hideSecrets } from './hide-secrets.js'

/**
 * The config that a command line means: every flag that it holds, under the heads of the help, so that reading it gives the same options.
 * A secret stands in it as the variable of the environment that has it, or as one that is to be exported.
 *
 * @param given - what the user wrote, by option: on the command line or in another config.
 */
export function configText(
  given: Call['given'],
  { definition, command, env }: ConfigCommand & { readonly env: Readonly<Record<string, string | undefined>> },
): string {
  const hidden = hideSecrets(env)
  const keys = configKeys(definition).filter((key) => given[key] !== undefined)
  const sections = grouped(keys).flatMap(({ head, keys: own }) => [
    '',
    `# ${head}`,
    ...own.map((key) => configLine(key, written(given[key], hidden.text))),
  ])
  const exports = hidden
    .named()
    .map((name) => `# \${${name}} is a secret of the command line: export ${name} before this config is used.`)
  return [schemaLine(command), ...exports, `command: ${command}`, ...sections, ''].join('\n')
}

/** One line of a config, or more for a list. */
export function configLine(key: string, value: unknown): string {
  return stringify({ [configName(key)]: value }, { lineWidth: 0, blockQuote: false }).trimEnd()
}

function written(value: unknown, safe: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => written(each, safe))
  if (value === Number.POSITIVE_INFINITY) return 'inf'
  return typeof value === 'string' ? quoted(safe(value)) : value
}

/** Quotes around all but printable ASCII in one line: a space of another script at an end would be taken off. */
function quoted(text: string): string | Scalar {
  if (/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text)) return text
  return Object.assign(new Scalar(text), { type: Scalar.QUOTE_DOUBLE })
}
