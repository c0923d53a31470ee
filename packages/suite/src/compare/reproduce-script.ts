import { redactCommandLine, shellQuoted } from '@sagellm-benchmark/protocol-types/edge'

export type ReproduceOptions = {
  /** Flags and values after the program's name, e.g. `['compare', '--target', 'a=http://127.0.0.1:1/v1']`. */
  readonly words: readonly string[]
  /** Whether a key was sent that the words do not give: the script takes it from a variable. */
  readonly keyed: boolean
  /** What the script may not show: keys, values of headers. @default none */
  readonly secrets?: readonly string[]
  readonly toolVersion: string
  /** What the reader should know, one sentence a line. */
  readonly remarks?: readonly string[]
}

const KEY_VARIABLE = 'SAGELLM_BENCHMARK_API_KEY'

/** `REPRODUCE.sh`: the command again, every word quoted, with the seed that was used and the key as a variable. */
export function reproduceScript({ words, keyed, secrets = [], toolVersion, remarks = [] }: ReproduceOptions): string {
  const given = words.includes('--api-key-env') || words.includes('--api-key-command')
  const variables = [...variablesIn(words), ...(keyed && !given ? [KEY_VARIABLE] : [])]
  const safe = redactCommandLine(words, { secrets })
  const lines: string[] = []
  for (const word of safe) {
    const quoted = shellQuoted(word)
    // A flag begins a line, its value follows on it.
    if (word.startsWith('--') || lines.length === 0) lines.push(quoted)
    else lines[lines.length - 1] += ` ${quoted}`
  }
  // By its name: a key on a command line can be read in the list of processes.
  if (keyed && !given) lines.push(`--api-key-env ${KEY_VARIABLE}`)
  return [
    '#!/usr/bin/env bash',
    `# Repeats this measurement: the same requests in the same order. sagellm-benchmark ${toolVersion}.`,
    ...remarks.map((remark) => `# ${remark.replaceAll(/\s+/g, ' ')}`),
    'set -euo pipefail',
    ...[...new Set(variables)].flatMap((name) => [
      `: "\${${name}:?set it to the key of the targets}"`,
      `export ${name}`,
    ]),
    '',
    `sagellm-benchmark ${lines.join(' \\\n  ')} "$@"`,
    '',
  ].join('\n')
}

/** The variables that hold keys, by the flags that name them; what is no name of a variable stays out of the script's own lines. */
function variablesIn(words: readonly string[]): string[] {
  const names = words.flatMap((word, at) => {
    const value = words[at + 1] ?? ''
    if (word === '--api-key-env') return [value]
    return word === '--target-api-key-env' ? [value.slice(value.indexOf('=') + 1)] : []
  })
  return names.filter((name) => /^[A-Za-z_]\w*$/.test(name))
}
