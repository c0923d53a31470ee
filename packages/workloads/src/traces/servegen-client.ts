import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { parseTraceJson } from './parse-trace-json.js'

/** How one client of ServeGen sends requests, from its two files. */
export type ServeGenClient = {
  readonly name: string
  /** In the order of their beginning; each lasts until the next one. */
  readonly windows: readonly ServeGenWindow[]
  /** Lengths by the second from which on they hold, in the order of the seconds. */
  readonly lengths: readonly { readonly from: number; readonly input: Histogram; readonly output: Histogram }[]
}

export type ServeGenWindow = {
  /** Seconds from the begin of the record. */
  readonly from: number
  readonly seconds: number
  readonly rateRps: number
  /** The distribution of gaps; their scale follows from the rate. */
  readonly gaps: { readonly kind: 'Gamma' | 'Weibull'; readonly shape: number }
}

/** Lengths, and for each the share of requests that have it or a shorter one. */
export type Histogram = { readonly values: readonly number[]; readonly upTo: readonly number[] }

export type ServeGenFiles = { readonly name: string; readonly trace: string; readonly dataset: string }

/** Requests of one window that are drawn at once; the busiest published client has some ten thousand. */
const MOST_REQUESTS = 10_000_000
/** Seconds of a window that nothing follows: those of all published records. */
const WINDOW_SECONDS = 600

/** @throws BenchError `corrupt_data` for files of another form. */
export function serveGenClient({ name, trace, dataset }: ServeGenFiles): ServeGenClient {
  const rows = trace
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((cell) => cell.trim()))
  const starts = rows.map(([from]) => Number(from))
  const windows = rows.flatMap(([, rate, , kind, shape], at): ServeGenWindow[] => {
    const from = starts[at] as number
    const seconds = (starts[at + 1] ?? from + (seconds0(starts) ?? WINDOW_SECONDS)) - from
    const [rateRps, shapeValue] = [Number(rate), Number(shape)]
    if (!(Number.isFinite(from) && rateRps >= 0 && seconds > 0)) throw corrupt(name, `line ${at + 1} of its trace`)
    if (rateRps * seconds > MOST_REQUESTS) throw corrupt(name, `line ${at + 1} of its trace, with its rate,`)
    if (rateRps === 0 || kind === '') return []
    if ((kind !== 'Gamma' && kind !== 'Weibull') || !(shapeValue > 0))
      throw corrupt(name, `line ${at + 1} of its trace`)
    return [{ from, seconds, rateRps, gaps: { kind, shape: shapeValue } }]
  })
  return { name, windows, lengths: lengthsOf(name, dataset) }
}

/** Windows of a record all last equally long. */
function seconds0([first, second]: readonly number[]): number | null {
  return first === undefined || second === undefined ? null : second - first
}

function lengthsOf(name: string, text: string): ServeGenClient['lengths'] {
  const parsed = parseTraceJson(text)
  if (typeof parsed !== 'object' || parsed === null) throw corrupt(name, 'its data set')
  return Object.entries(parsed as Record<string, Record<string, unknown>>)
    .flatMap(([from, fields]) => {
      const input = histogram(fields?.['input_tokens'] ?? fields?.['text_tokens'])
      const output = histogram(fields?.['output_tokens'])
      return input && output ? [{ from: Number(from), input, output }] : []
    })
    .sort((a, b) => a.from - b.from)
}

/** A dictionary of Python as a text: `{322: 0.5, 406: 0.5}`. `null` for one that is empty, or another text. */
function histogram(text: unknown): Histogram | null {
  if (typeof text !== 'string') return null
  const values: number[] = []
  const upTo: number[] = []
  let sum = 0
  for (const [, value, share] of text.matchAll(/(\d+)\s*:\s*(\d[\d.eE+-]*)/g)) {
    sum += Number(share)
    values.push(Number(value))
    upTo.push(sum)
  }
  // Shares that were rounded need not add up to 1.
  return sum > 0 ? { values, upTo: upTo.map((each) => each / sum) } : null
}

export function drawLength({ values, upTo }: Histogram, random: RandomSource): number {
  const wanted = random.uniform()
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((upTo[middle] as number) > wanted) high = middle
    else low = middle + 1
  }
  return values[low] as number
}

function corrupt(name: string, where: string): BenchError {
  return new BenchError('corrupt_data', `${where} of client ${name} has not the form of ServeGen`, {
    hint: 'a line is t,rate,cv,Gamma or Weibull,p1,p2; a data set is {"t": {"input_tokens": "{length: share}", ...}}',
  })
}
