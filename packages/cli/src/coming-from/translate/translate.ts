import { BenchError } from '@sagellm-benchmark/protocol-types'
import { flagName } from '../../command/flags.js'
import { CapacityOptions } from '../../commands/capacity/capacity-options.js'
import { RunOptions } from '../../commands/run/run-options.js'
import { SweepOptions } from '../../commands/sweep/sweep-options.js'
import { flagWords, type Flags } from '../../options/flag-words.js'
import { foreignFlags, type Tool } from '../foreign-flags.js'
import { aiperf } from './aiperf.js'
import { evalscope } from './evalscope.js'
import { foreignLine } from './foreign-line.js'
import { guidellm } from './guidellm.js'
import { inferencePerf } from './inference-perf.js'
import { sglang } from './sglang.js'
import type { Beside, OurCommand, Translated, Translator } from './translator.js'
import { vllm } from './vllm.js'
import { vllmSweep } from './vllm-sweep.js'

const translators: Partial<Record<Tool, Translator>> = {
  vllm,
  'vllm-sweep': vllmSweep,
  sglang,
  'sglang-rust': sglang,
  aiperf,
  guidellm,
  evalscope,
  'inference-perf': inferencePerf,
}

/**
 * The words of `run` that send the load of another tool's command line, its defaults included; of `sweep` where it is several loads, and of
 * `capacity` where it searches for one.
 *
 * @param options - `readText`: gives the text of a file that the line names; without it such a line is refused.
 * @returns words, and a sentence for each flag that is not carried over.
 * @throws BenchError `invalid_argument` for a line of no tool that is known, or a value that cannot be carried over.
 */
export function translate(
  words: readonly string[],
  { readText = refuseFile }: { readonly readText?: Beside['readText'] } = {},
): {
  readonly words: readonly string[]
  readonly notes: readonly string[]
} {
  const { command = 'run', flags, notes } = translated(words, readText)
  refuseNoNumbers(flags)
  const kept = keptBy(command, flags)
  return { words: [command, ...flagWords(kept.flags)], notes: [...notes, ...kept.notes] }
}

function translated(words: readonly string[], readText: Beside['readText']): Translated {
  const line = foreignLine(words)
  const beside = { readText, translateInner: (inner: readonly string[]) => translated(inner, readText) }
  const { command = 'run', flags, notes } = translators[line.tool]?.(line, beside) ?? { flags: {}, notes: [] }
  const copied: Record<string, Flags[string]> = {}
  const left: string[] = []
  for (const [flag, values] of line.rest()) {
    const row = foreignFlags.find((each) => each.tool === line.tool && each.flag === flag)
    if (row && (row.fate === 'same' || row.fate === 'alias'))
      copied[(row.ours ?? flag).slice(2)] = values.length === 0 ? true : values
    else
      left.push(
        `${flag} is left out: ${row ? [row.ours && `see ${row.ours}`, row.note].filter(Boolean).join(', ') : 'it is no flag of that tool'}`,
      )
  }
  return { command, flags: { ...flags, ...copied }, notes: [...notes, ...left] }
}

const namesOf = (shape: object) =>
  new Set(Object.keys(shape).flatMap((key) => [flagName(key).slice(2), `no-${flagName(key).slice(2)}`]))
const names: Readonly<Record<OurCommand, ReadonlySet<string>>> = {
  run: namesOf(RunOptions.shape),
  sweep: namesOf(SweepOptions.shape),
  capacity: namesOf(CapacityOptions.shape),
}
/** What a search decides itself: how much it sends, and for how long. */
const decided: ReadonlySet<string> = new Set(['concurrency', 'request-rate', 'num-prompts', 'duration', 'ramp-up'])
/** What is of arrivals alone. */
const ofArrivals: ReadonlySet<string> = new Set(['burstiness', 'max-concurrency'])

/** The flags that the command has; of `run` all are, also those of a name that it takes beside its own. */
function keptBy(command: OurCommand, flags: Flags): Pick<Translated, 'flags' | 'notes'> {
  if (command === 'run') return { flags, notes: [] }
  const isTaken = (name: string) => names[command].has(name)
  const isAside = (name: string) => command === 'capacity' && flags['by'] === 'concurrency' && ofArrivals.has(name)
  const given = Object.entries(flags).filter(([, value]) => value !== undefined && value !== null && value !== false)
  const kept = given.filter(([name]) => isTaken(name) && !isAside(name))
  const gone = given.map(([name]) => name).filter((name) => !isTaken(name) && !decided.has(name))
  return {
    flags: Object.fromEntries(kept),
    notes: gone.map((name) => `--${name} is left out: ${command} has no such flag`),
  }
}

/** What is worked out from a text where a number was to stand. */
function refuseNoNumbers(flags: Flags): void {
  const isNone = (value: unknown) => /(^|[<>=:,])-?(NaN|Infinity)\b/.test(String(value))
  for (const [name, value] of Object.entries(flags))
    if ([value].flat().some(isNone))
      throw new BenchError(
        'invalid_argument',
        `a number of the line is none: it would become --${name} ${String(value)}`,
        {
          hint: 'write the numbers of the line in digits',
        },
      )
}

function refuseFile(path: string): never {
  throw new BenchError('invalid_argument', `${path} is a file of the line, and files are not read here`, {
    hint: 'give the line to sagellm-benchmark translate',
  })
}
