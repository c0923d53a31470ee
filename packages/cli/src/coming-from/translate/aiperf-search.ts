import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Flags } from '../../options/flag-words.js'
import type { ForeignLine } from './foreign-line.js'
import { logSpaced } from './log-spaced.js'
import { sloText } from './slo-text.js'

type Search = { readonly command: 'capacity' | 'sweep'; readonly flags: Flags; readonly notes: readonly string[] }

/** Recipes that search for a load under limits. */
const searches: readonly string[] = [
  ...['max-concurrency-under-sla', 'max-throughput-ttft-sla', 'max-throughput-itl-sla', 'max-goodput-under-slo'],
]
/** Its recipes search here. */
const RANGE = '1..1000'

/**
 * The search of AIPerf as a search for a capacity, and its recipes of fixed loads, and lists of them, as a sweep.
 *
 * @returns `null` for a line that measures one load.
 * @throws BenchError `invalid_argument` for a search without limits: the load of the best figure is no capacity.
 */
export function aiperfSearch(line: ForeignLine): Search | null {
  const { take, takeAll } = line
  const recipe = take('--search-recipe')
  const spaces = takeAll('--search-space') ?? []
  if (recipe === undefined && spaces.length === 0) return listed(line)
  if (recipe !== undefined && !searches.includes(recipe)) return grid(line, recipe)
  const limits = limitsOf(line)
  const tiers = takeAll('--search-sla-tier')
  const attainment = take('--slo-attainment-fraction') ?? 0.95
  const slo =
    recipe === 'max-goodput-under-slo'
      ? [...limits.each, `slo_attainment>=${percent(attainment)}`]
      : [...limits.ofRun, ...limits.named]
  if (slo.length === 0)
    throw new BenchError(
      'invalid_argument',
      'this search of AIPerf has no limit that gets harder to keep with the load',
      {
        hint: 'add --search-sla time_to_first_token:p95:lt:200, or use sweep, which finds the knee',
      },
    )
  const space = spaceOf(spaces)
  return {
    command: 'capacity',
    flags: { slo, ...(space ?? { by: 'concurrency', between: RANGE }) },
    notes: [
      ...limits.notes,
      ...(tiers ?? []).map(
        (tier) => `--search-sla-tier ${tier} is left out: one search for each tier finds each capacity`,
      ),
      ...(recipe?.startsWith('max-throughput') || recipe === 'max-goodput-under-slo'
        ? [`${recipe} ends at the best figure under the limits; here the highest load that meets them is found`]
        : []),
    ],
  }
}

const percent = (share: string | number) => `${Number((100 * Number(share)).toPrecision(12))}%`

/** The limits of a line, on the statistics that the recipes hold them against, and on each request. */
function limitsOf({ take, takeAll }: ForeignLine) {
  const [ttft, tbt, e2e] = [take('--ttft-sla-ms'), take('--tpot-sla-ms', '--itl-sla-ms'), take('--e2e-sla-ms')]
  const errors = take('--error-rate-sla')
  const notes: string[] = []
  const named = (takeAll('--search-sla') ?? []).flatMap((text) => {
    const [metric = '', statistic = '', sign = '', value = ''] = text.split(':')
    const slo =
      metric === 'request_error_rate'
        ? errorsText(sign, Number(value))
        : sloText({ metric, statistic, sign, value: Number(value), unit: 'ms' })
    if (slo === null)
      notes.push(`--search-sla ${text} is left out: it is no limit that gets harder to keep with the load`)
    return slo ?? []
  })
  return {
    notes,
    named,
    ofRun: [
      ...(ttft === undefined ? [] : [`ttft.p95<${ttft}`]),
      ...(tbt === undefined ? [] : [`tbt.p95<${tbt}`]),
      ...(e2e === undefined ? [] : [`e2e.p99<${e2e}`]),
      ...(errors === undefined ? [] : [`errors<${percent(errors)}`]),
    ],
    each: [
      ...(ttft === undefined ? [] : [`ttft<${ttft}`]),
      ...(tbt === undefined ? [] : [`tbt<${tbt}`]),
      ...(e2e === undefined ? [] : [`e2e<${e2e}`]),
    ],
  }
}

/** A share of errors in per cent; `null` for a bound from below. */
function errorsText(sign: string, percentage: number): string | null {
  return sign === 'lt' ? `errors<${percentage}%` : sign === 'le' ? `errors<=${percentage}%` : null
}

/** `phases.profiling.concurrency:1,1000:int`. */
function spaceOf(spaces: readonly string[]): Flags | null {
  const [space, ...more] = spaces
  if (space === undefined) return null
  const [, path, low, high] = /^([\w.-]+):([\d.]+),([\d.]+)(?::\w+)?$/.exec(space) ?? []
  const name = path?.split('.').at(-1)?.replaceAll('-', '_')
  const by = { concurrency: 'concurrency', request_rate: 'rate', rate: 'rate' }[name ?? '']
  if (more.length === 0 && by !== undefined) return { by, between: `${low}..${high}` }
  throw invalidArgument('--search-space', spaces.join(' '), 'one of concurrency and request rate is searched for here')
}

/** Recipes of loads that are fixed beforehand, at equal factors. */
function grid({ take, peek }: ForeignLine, recipe: string): Search {
  const range = (name: string, [low, high, steps]: readonly [number, number, number]) => {
    const [from, to, count] = [
      take(`--${name}-min`) ?? low,
      take(`--${name}-max`) ?? high,
      take(`--${name}-steps`) ?? steps,
    ]
    return logSpaced(Number(from), Number(to), Number(count)).join(',')
  }
  const sweep = (flags: Flags): Search => {
    const requests = requestsFor(String(flags['concurrency']), { peek })
    return { command: 'sweep', flags: { ...flags, ...requests.flags }, notes: requests.notes }
  }
  if (recipe === 'concurrency-ramp') return sweep({ concurrency: range('concurrency', [1, 1000, 8]) })
  if (recipe === 'prefill-ttft-curve')
    return sweep({
      concurrency: '1',
      vary: [`prompt-tokens=${range('isl', [256, 32768, 8])}`],
      'prompt-tokens': undefined,
    })
  if (recipe === 'decode-itl-curve')
    return sweep({
      concurrency: range('concurrency', [1, 200, 6]),
      vary: [`output-tokens=${range('osl', [64, 1024, 4])}`],
      'output-tokens': undefined,
    })
  throw invalidArgument('--search-recipe', recipe, 'give sweep a --grid of its points, as [{"isl": 128, "osl": 128}]')
}

/** Lists in place of one load are a sweep over them. */
function listed({ peek }: ForeignLine): Search | null {
  const isList = ['--concurrency', '--request-rate'].some((flag) => peek(flag)?.includes(','))
  if (!isList) return null
  const requests = requestsFor(peek('--concurrency') ?? '1', { peek })
  return { command: 'sweep', ...requests }
}

/** Where nothing is said a load there gets two requests for each stream, ten at least; here all points get as many. */
function requestsFor(list: string, { peek }: Pick<ForeignLine, 'peek'>): Pick<Search, 'flags' | 'notes'> {
  if ((peek('--request-count') ?? peek('--benchmark-duration')) !== undefined) return { flags: {}, notes: [] }
  const most = Math.max(10, ...list.split(',').map((each) => 2 * Number(each)))
  const note = `without --request-count each load there gets two requests a stream; here every point gets ${most}`
  return { flags: { 'num-prompts': `${most}` }, notes: [note] }
}
