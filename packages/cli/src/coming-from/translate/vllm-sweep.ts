import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { splitWords } from '../../options/split-words.js'
import type { ForeignLine } from './foreign-line.js'
import { jsonOrText } from './json-value.js'
import { sloText } from './slo-text.js'
import type { Translated, Translator } from './translator.js'

/** `vllm bench sweep`: the load of its `--bench-cmd`, once for each point, or searched for (`serve_sla`, up to vLLM 0.15). */
export const vllmSweep: Translator = (line, { readText, translateInner }) => {
  const bench = line.take('--bench-cmd')
  if (bench === undefined)
    throw new BenchError('invalid_argument', 'a sweep of vLLM needs its --bench-cmd', {
      hint: "give it as it is: --bench-cmd 'vllm bench serve ...'",
    })
  const inner = translateInner(splitWords(bench, '--bench-cmd'))
  if (line.start.endsWith('serve_sla')) return ofSearch(line, inner, readText)
  if (line.start.endsWith('serve_workload')) return ofWorkloads(line, inner)
  const grid = line.take('--bench-params')
  const repeat = line.take('--num-runs') ?? 3
  return { ...inner, command: grid === undefined ? 'run' : 'sweep', flags: { ...inner.flags, grid, repeat } }
}

/** One request at a time, all at once, and rates between: as many levels as it says, these two among them. */
function ofWorkloads({ take }: ForeignLine, { flags, notes }: Translated): Translated {
  const variable = take('--workload-var') ?? 'request_rate'
  const levels = Number(take('--workload-iters') ?? 10)
  const repeat = take('--num-runs') ?? 3
  const { concurrency: _c, 'request-rate': _r, 'max-concurrency': _m, ...rest } = flags
  if (variable === 'max_concurrency') {
    const most = Number(flags['num-prompts'] ?? 1000)
    const note = `--workload-iters ${levels} is left out: here the concurrency doubles, from 1 to ${most}`
    return { command: 'sweep', flags: { ...rest, concurrency: `1..${most}`, repeat }, notes: [...notes, note] }
  }
  const note = 'the rates between are Poisson arrivals there, and constant here'
  return {
    command: 'sweep',
    flags: { ...rest, 'rates-between': Math.max(1, levels - 2), repeat },
    notes: [...notes, note],
  }
}

function ofSearch({ take }: ForeignLine, { flags, notes }: Translated, readText: (path: string) => string): Translated {
  const file = take('--sla-params')
  const variable = take('--sla-variable') ?? 'request_rate'
  if (file === undefined)
    throw new BenchError('invalid_argument', 'serve_sla needs its --sla-params', { hint: 'give the file of limits' })
  const [first = {}, ...others] = recordsOf(file, readText(file))
  const limits = Object.entries(first).map(([figure, text]) => ({
    text: `${figure}${text}`,
    slo: limitOf(figure, text),
  }))
  const slo = limits.flatMap((each) => each.slo ?? [])
  if (slo.length === 0)
    throw invalidArgument('--sla-params', JSON.stringify(first), 'no limit in it gets harder to keep as the load grows')
  const left = [
    ...limits.filter((each) => each.slo === null).map(({ text }) => text),
    ...others.map((each) => JSON.stringify(each)),
  ]
  take('--num-runs')
  return {
    command: 'capacity',
    flags: { ...flags, slo, by: variable === 'max_concurrency' ? 'concurrency' : 'rate' },
    notes: [
      ...notes,
      ...left.map(
        (text) => `${text} of --sla-params is left out: a search here has one set of limits on latencies and errors`,
      ),
    ],
  }
}

function recordsOf(file: string, text: string): Record<string, string>[] {
  const read = jsonOrText(text)
  const isRecord = (each: unknown): each is Record<string, string> =>
    typeof each === 'object' && each !== null && Object.values(each).every((value) => typeof value === 'string')
  if (Array.isArray(read) && read.length > 0 && read.every(isRecord)) return read
  throw invalidArgument('--sla-params', file, 'it holds a list such as [{"p99_e2el_ms": "<=500"}]')
}

/** `p99_e2el_ms` and `<=500`. */
function limitOf(figure: string, text: string): string | null {
  const [, sign, value] = /^([<>]=?)\s*([\d.]+)$/.exec(text) ?? []
  if (sign === undefined || !figure.endsWith('_ms')) return null
  const [statistic = '', ...metric] = figure.slice(0, -'_ms'.length).split('_')
  return sloText({ metric: metric.join('_'), statistic, sign, value: Number(value), unit: 'ms' })
}
