import { type Flags, flagWords } from '../../options/flag-words.js'
import { foreignFlags, type Tool } from '../foreign-flags.js'
import { aiperf } from './aiperf.js'
import { evalscope } from './evalscope.js'
import { type ForeignLine, foreignLine } from './foreign-line.js'
import { guidellm } from './guidellm.js'
import { sglang } from './sglang.js'
import { vllm } from './vllm.js'

/** Our flags for a line, and what is not the same. */
export type Translated = { readonly flags: Flags; readonly notes: readonly string[] }

/** Takes the flags whose values mean something else here, and adds what the tool does where nothing is said. */
export type Translator = (line: ForeignLine) => Translated

const translators: Partial<Record<Tool, Translator>> = {
  vllm,
  sglang,
  'sglang-rust': sglang,
  aiperf,
  guidellm,
  evalscope,
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
    if (row && (row.fate === 'same' || row.fate === 'alias')) copied.push(row.ours ?? flag, ...values)
    else
      left.push(
        `${flag} is left out: ${row ? [row.ours && `see ${row.ours}`, row.note].filter(Boolean).join(', ') : 'it is no flag of that tool'}`,
      )
  }
  return { words: ['run', ...flagWords(flags), ...copied], notes: [...notes, ...left] }
}
