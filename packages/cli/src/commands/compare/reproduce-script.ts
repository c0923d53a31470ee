import { redactCommandLine } from '@sagellm-benchmark/probes'

export type ReproduceOptions = {
  /** Flags and values after the program's name, e.g. `['compare', '--target', 'a=http://127.0.0.1:1/v1']`. */
  readonly words: readonly string[]
  /** The key that was sent; it stands as a variable in the script. */
  readonly apiKey: string
  readonly toolVersion: string
  /** What the reader should know, one sentence a line. */
  readonly remarks?: readonly string[]
}

/** The key of endpoints that ask for none; the only one that may be shown. */
export const NO_KEY = 'sagellm-benchmark'

const keyVariable = 'SAGELLM_BENCHMARK_API_KEY'

/** `REPRODUCE.sh`: the command again, every word quoted, with the seed that was used and the key as a variable. */
export function reproduceScript({ words, apiKey, toolVersion, remarks = [] }: ReproduceOptions): string {
  const secret = apiKey !== NO_KEY
  const safe = redactCommandLine(words, secret ? { secrets: [apiKey] } : {})
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

/** A word that the shell takes as it is, or in single quotes. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** Flags and values of options, in the form of the command line: what is not set or false is left out. */
export function flagWords(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === false) return []
    if (value === true) return [`--${name}`]
    const values = Array.isArray(value) ? value : [value]
    return values.flatMap((each) => [`--${name}`, String(each)])
  })
}

/** Values of flags by name, without the dashes. */
export type Flags = Readonly<Record<string, FlagValue>>

type FlagValue = string | number | boolean | null | undefined | readonly (string | number)[]
