import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Flags } from '../../options/flag-words.js'
import type { ForeignLine } from './foreign-line.js'

/** Its formats that have times, and are replayed unless told otherwise. */
const traces: Readonly<Record<string, string>> = {
  mooncake_trace: 'mooncake',
  bailian_trace: 'bailian',
  burst_gpt_trace: 'burstgpt',
}
const rows: ReadonlySet<string> = new Set(['single_turn', 'random_pool'])
const sessions: ReadonlySet<string> = new Set(['multi_turn', 'weka', 'tracelab'])

/**
 * Where AIPerf's prompts come from: random ones, conversations, a file, or a trace with its times.
 *
 * @throws BenchError `invalid_argument` for what it downloads, and for formats that are not read here.
 */
export function aiperfPrompts(line: ForeignLine): Flags {
  const { take, has } = line
  const named = take('--public-dataset')
  if (named !== undefined)
    throw invalidArgument(
      '--public-dataset',
      named,
      'it is downloaded there: give the file, or hf://OWNER/NAME/FILE, with --input-file',
    )
  const path = take('--input-file')
  const format = take('--custom-dataset-type')?.replaceAll('-', '_')
  const asked = has('--fixed-schedule')
  const isTimed = !has('--no-fixed-schedule') && (asked || (format !== undefined && format in traces))
  if (path === undefined) return synthetic(line)
  if (format !== undefined && sessions.has(format)) return { 'session-file': path, 'session-format': format }
  if (format !== undefined && !(format in traces) && !rows.has(format))
    throw invalidArgument(
      '--custom-dataset-type',
      format,
      `known are ${[...Object.keys(traces), ...rows, ...sessions].join(', ')}`,
    )
  return isTimed ? traceOf(line, { path, format }) : { dataset: format, 'dataset-path': path }
}

/** Times are in ms there, from the zero of the file; ours are seconds from its first row. */
function traceOf(
  { take, has }: ForeignLine,
  { path, format }: { readonly path: string; readonly format: string | undefined },
): Flags {
  const start = take('--fixed-schedule-start-offset')
  const end = take('--fixed-schedule-end-offset')
  const speedup = take('--replay-speedup', '--synthesis-speedup-ratio')
  const from = Number(start ?? 0)
  has('--fixed-schedule-auto-offset')
  return {
    trace: path,
    'trace-format': format === undefined ? undefined : (traces[format] ?? format),
    'trace-block-size': take('--prompt-input-tokens-block-size'),
    'trace-start': start === undefined ? undefined : from / 1000,
    'trace-duration': end === undefined ? undefined : (Number(end) - from) / 1000,
    'time-scale': speedup === undefined ? undefined : 1 / Number(speedup),
  }
}

function synthetic(line: ForeignLine): Flags {
  const { take } = line
  const input = Number(take('--isl') ?? 550)
  const system = Number(take('--shared-system-prompt-length') ?? 0)
  const pool = Number(take('--num-prefix-prompts') ?? 0)
  const prefix = pool > 0 ? Number(take('--prefix-prompt-length') ?? 0) : system
  return {
    dataset: pool > 1 ? 'prefix_repetition' : 'random',
    prefixes: pool > 1 ? pool : undefined,
    'shared-prefix-tokens': prefix || undefined,
    'prompt-tokens': prefix + input,
    ...conversations(line),
  }
}

/** Pauses are in ms there. */
function conversations({ take }: ForeignLine): Flags {
  const mean = take('--conversation-turn-mean')
  const stddev = take('--conversation-turn-stddev')
  const pause = take('--conversation-turn-delay-mean')
  const pauseStddev = take('--conversation-turn-delay-stddev')
  const sessions = take('--conversation-num')
  if (mean === undefined || Number(mean) <= 1) return {}
  const drawn = (each: number, deviation: number) => (deviation > 0 ? `normal:${each}:${deviation}` : `${each}`)
  return {
    dataset: undefined,
    turns: drawn(Number(mean), Number(stddev ?? 0)),
    'turn-think': pause === undefined ? undefined : drawn(Number(pause) / 1000, Number(pauseStddev ?? 0) / 1000),
    sessions,
  }
}
