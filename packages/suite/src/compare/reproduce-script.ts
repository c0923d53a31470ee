import { redactCommandLine } from '@sagellm-benchmark/probes'
import { shellQuoted } from '../text/shell-line.js'

export type ReproduceOptions = {
  /** Flags and values after the program's name, e.g. `['compare', '--target', 'a=http://127.0.0.1:1/v1']`. */
  readonly words: readonly string[]
  /** The key that was sent; it stands as a variable in the script. `null`: none was. */
  readonly apiKey: string | null
  /** Whatever else the script may not show, e.g. a header. @default none */
  readonly secrets?: readonly string[]
  readonly toolVersion: string
  /** What the reader should know, one sentence a line. */
  readonly remarks?: readonly string[]
}

const keyVariable = 'SAGELLM_BENCHMARK_API_KEY'

/** `REPRODUCE.sh`: the command again, every word quoted, with the seed that was used and the key as a variable. */
export function reproduceScript({ words, apiKey, secrets = [], toolVersion, remarks = [] }: ReproduceOptions): string {
  const secret = apiKey !== null
  const safe = redactCommandLine(words, { secrets: [...secrets, ...(secret ? [apiKey] : [])] })
  const lines: string[] = []
  for (const word of safe) {
    const quoted = shellQuoted(word)
    // A flag begins a line, its value follows on it.
    if (word.startsWith('--') || lines.length === 0) lines.push(quoted)
    else lines[lines.length - 1] += ` ${quoted}`
  }
  if (secret) lines.push(`--api-key "$${keyVariable}"`)
  return [
    '#!/usr/bin/env bash',
    `# Repeats this measurement: the same requests in the same order. sagellm-benchmark ${toolVersion}.`,
    ...remarks.map((remark) => `# ${remark.replaceAll(/\s+/g, ' ')}`),
    'set -euo pipefail',
    ...(secret ? [`: "\${${keyVariable}:?set it to the key of the targets}"`] : []),
    '',
    `sagellm-benchmark ${lines.join(' \\\n  ')} "$@"`,
    '',
  ].join('\n')
}
