import { BenchError } from '@sagellm-benchmark/protocol-types'
import { holdSecrets, secretsInJson } from '@sagellm-benchmark/protocol-types/edge'
import { readYaml } from '@sagellm-benchmark/suite/files'
import { type Document, isMap, isScalar, Scalar, visit } from 'yaml'
import { type ConfigMapping, ConfigScalar, type ConfigValue, isMapping, scalarOf } from './config-value.js'
import { expandVariables } from './expand-variables.js'

/** The content of a config, and where it stands. */
export type Config = {
  readonly entries: ConfigMapping
  /** The place of a key of the whole, for errors: `bench.yaml, line 7`. */
  readonly placeOf: (key: string) => string
}

/**
 * Reads the text of a config, YAML or JSON, with the variables of the environment in its values. The value of a variable whose name
 * says that it is secret is held from now on: nothing that is written shows it.
 *
 * @param path - of the file, as the user wrote it.
 * @throws BenchError `corrupt_data` with the line for what is neither, and `invalid_argument` for a variable that is not set.
 */
export function readConfig(
  text: string,
  { path, env }: { readonly path: string; readonly env: Readonly<Record<string, string | undefined>> },
): Config {
  const lines = new Map<string, number>()
  const lineAt = (offset: number | undefined) => text.slice(0, offset ?? 0).split('\n').length
  const content = readYaml(text, path, (document) => {
    for (const [key, line] of linesOfKeys(document, lineAt)) lines.set(key, line)
    visit(document, {
      Scalar(key, node) {
        if (key === 'key') return
        const place = `${path}, line ${lineAt(node.range?.[0])}`
        node.value = expanded(node, { env, place })
      },
    })
  })
  if (content !== null && (typeof content !== 'object' || Array.isArray(content) || content instanceof ConfigScalar))
    throw new BenchError('corrupt_data', `${path} is no config: it holds no flags by their names`, {
      hint: 'write a line for each flag, such as num-prompts: 100; sagellm-benchmark init writes a config to begin with',
    })
  return {
    entries: (content ?? {}) as ConfigMapping,
    placeOf: (key) => (lines.has(key) ? `${path}, line ${lines.get(key)}` : path),
  }
}

/** The first place that a value shows, or the other. */
export function placeIn(value: ConfigValue, otherwise: string): string {
  if (value instanceof ConfigScalar) return value.place
  const [first] = isMapping(value) ? Object.values(value) : value
  return first === undefined ? otherwise : placeIn(first, otherwise)
}

function linesOfKeys(document: Document, lineAt: (offset: number | undefined) => number): [string, number][] {
  if (!isMap(document.contents)) return []
  return document.contents.items.flatMap(({ key }): [string, number][] =>
    isScalar(key) ? [[String(key.value), lineAt(key.range?.[0])]] : [],
  )
}

function expanded(
  node: Scalar,
  { env, place }: { readonly env: Readonly<Record<string, string | undefined>>; readonly place: string },
): ConfigScalar {
  const isText = typeof node.value === 'string'
  const written = isText ? (node.value as string) : (node.source ?? String(node.value ?? ''))
  const wrong = (problem: string, hint: string) =>
    new BenchError('invalid_argument', `${place}: the value ${problem}`, { hint })
  const { text, variables } = isText ? expandVariables(written, env, wrong) : { text: written, variables: [] }
  for (const { name, value } of variables) holdSecrets(secretsInJson({ [name]: value }))
  // What a variable gives counts as if it had been written there, unless quotes make it a text.
  const isBare = node.type === undefined || node.type === Scalar.PLAIN
  const value = isText ? (isBare && variables.length > 0 ? scalarOf(text) : text) : node.value
  return new ConfigScalar(text, value as ConfigScalar['value'], place)
}
