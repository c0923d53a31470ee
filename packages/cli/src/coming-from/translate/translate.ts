import { flagWords } from '../../options/flag-words.js'
import { foreignFlags, type Tool } from '../foreign-flags.js'
import { aiperf } from './aiperf.js'
import { evalscope } from './evalscope.js'
import { foreignLine } from './foreign-line.js'
import { guidellm } from './guidellm.js'
import { inferencePerf } from './inference-perf.js'
import { sglang } from './sglang.js'
import type { Translator } from './translator.js'
import { vllm } from './vllm.js'

const translators: Partial<Record<Tool, Translator>> = {
  vllm,
  sglang,
  'sglang-rust': sglang,
  aiperf,
  guidellm,
  evalscope,
  'inference-perf': inferencePerf,
}

/**
 * The words of `run` that send the load of another tool's command line, its defaults included.
 *
 * @returns words, and a sentence for each flag that is not carried over.
 * @throws BenchError `invalid_argument` for a line of no tool that is known, or a value that cannot be carried over.
 */
export function translate(words: readonly string[]): {
  readonly words: readonly string[]
  readonly notes: readonly string[]
} {
  const line = foreignLine(words)
  const { flags, notes } = translators[line.tool]?.(line) ?? { flags: {}, notes: [] }
  const copied: string[] = []
  const left: string[] = []
  for (const [flag, values] of line.rest()) {
    const row = foreignFlags.find((each) => each.tool === line.tool && each.flag === flag)
    if (row && (row.fate === 'same' || row.fate === 'alias')) copied.push(...again(row.ours ?? flag, values))
    else
      left.push(
        `${flag} is left out: ${row ? [row.ours && `see ${row.ours}`, row.note].filter(Boolean).join(', ') : 'it is no flag of that tool'}`,
      )
  }
  return { words: ['run', ...flagWords(flags), ...copied], notes: [...notes, ...left] }
}

/** A flag with each of its values, as it is written without one. */
function again(flag: string, values: readonly string[]): string[] {
  return values.length === 0 ? [flag] : values.flatMap((value) => [flag, value])
}
