import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { aggregate, type ForeignTool, recomputeAs } from '@sagellm-benchmark/metrics'
import { requestRecordLine } from '@sagellm-benchmark/protocol-types/artifacts'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const file = resolve(root, 'docs/interop.md')
const [begin, end] = ['<!-- figures -->', '<!-- /figures -->']
const tools = ['vllm', 'sglang', 'aiperf', 'guidellm'] as const

test('docs/interop.md holds the figures of one run by five sets of rules (UPDATE_DOCS=1 rewrites them)', async () => {
  const page = await readFile(file, 'utf8')
  const [before, after] = [page.split(begin)[0], page.split(end)[1]]
  const whole = `${before}${begin}\n\n${await table()}\n\n${end}${after}`
  if (process.env['UPDATE_DOCS']) await writeFile(file, whole)
  expect(await readFile(file, 'utf8')).toBe(whole)
})

/** A quantity, its place in our metrics, and in each tool's file: the name of the field, and of the statistic where there are several. */
type Row = { readonly what: string; readonly ours: string | null } & Readonly<Record<ForeignTool, string | null>>

const rows: readonly Row[] = [
  {
    what: 'successes',
    ours: 'successful_requests',
    vllm: 'completed',
    sglang: 'completed',
    aiperf: 'request_count.avg',
    guidellm: 'request_totals.successful',
  },
  {
    what: 'window, s',
    ours: null,
    vllm: 'duration',
    sglang: 'duration',
    aiperf: 'benchmark_duration.avg',
    guidellm: null,
  },
  ...spread('TTFT', {
    ours: 'ttft_ms',
    serving: 'ttft',
    aiperf: 'time_to_first_token',
    guidellm: 'time_to_first_token_ms',
  }),
  ...spread('time between tokens', {
    ours: 'tbt_ms',
    serving: 'tpot',
    aiperf: 'inter_token_latency',
    guidellm: 'inter_token_latency_ms',
  }),
  {
    what: 'time per output token of GuideLLM, mean, ms',
    ours: null,
    vllm: null,
    sglang: null,
    aiperf: null,
    guidellm: 'time_per_output_token_ms.mean',
  },
  ...spread('gap between chunks', { ours: 'itl_ms', serving: 'itl', aiperf: 'inter_chunk_latency', guidellm: null }),
  {
    what: 'E2E, mean, ms (GuideLLM: s)',
    ours: 'avg_e2el_ms',
    vllm: 'mean_e2el_ms',
    sglang: 'mean_e2e_latency_ms',
    aiperf: 'request_latency.avg',
    guidellm: 'request_latency.mean',
  },
  {
    what: 'output, tok/s',
    ours: 'output_throughput_tps',
    vllm: 'output_throughput',
    sglang: 'output_throughput',
    aiperf: 'output_token_throughput.avg',
    guidellm: 'output_tokens_per_second.mean',
  },
  {
    what: 'requests a second',
    ours: 'request_throughput_rps',
    vllm: 'request_throughput',
    sglang: 'request_throughput',
    aiperf: 'request_throughput.avg',
    guidellm: 'requests_per_second.mean',
  },
  {
    what: 'goodput, requests a second',
    ours: 'goodput_rps',
    vllm: 'request_goodput',
    sglang: 'request_goodput',
    aiperf: 'goodput.avg',
    guidellm: 'request_goodput.mean',
  },
  {
    what: 'tok/s a user, mean',
    ours: 'avg_output_tokens_per_second_per_user',
    vllm: null,
    sglang: null,
    aiperf: 'output_token_throughput_per_user.avg',
    guidellm: null,
  },
  {
    what: 'requests in flight, peak',
    ours: 'peak_concurrency',
    vllm: 'max_concurrent_requests',
    sglang: 'max_concurrent_requests',
    aiperf: null,
    guidellm: 'request_concurrency.max',
  },
]

type Spread = {
  readonly ours: string
  readonly serving: string
  readonly aiperf: string
  readonly guidellm: string | null
}

function spread(what: string, { ours, serving, aiperf, guidellm }: Spread): Row[] {
  const row = (statistic: string, [own, before, under, percentile]: readonly string[]): Row => ({
    what: `${what}, ${statistic}, ms`,
    ours: `${own}_${ours}`,
    vllm: `${before}_${serving}_ms`,
    sglang: `${before}_${serving}_ms`,
    aiperf: `${aiperf}.${under}`,
    guidellm: guidellm && `${guidellm}.${percentile}`,
  })
  return [row('mean', ['avg', 'mean', 'avg', 'mean']), row('p99', ['p99', 'p99', 'p99', 'percentiles.p99'])]
}

async function table(): Promise<string> {
  const text = await readFile(resolve(root, 'fixtures/interop/records.jsonl'), 'utf8')
  const records = text
    .trim()
    .split('\n')
    .map((line) => requestRecordLine.parse(JSON.parse(line), 'records.jsonl'))
  const serviceLevels = [
    { metric: 'ttft_ms' as const, maxMs: 60 },
    { metric: 'tpot_ms' as const, maxMs: 12 },
  ]
  const foreign = Object.fromEntries(tools.map((tool) => [tool, recomputeAs(tool, records, { serviceLevels })]))
  const ours = aggregate(records, { serviceLevels }) as unknown as Record<string, unknown>
  const wire = Object.fromEntries(Object.entries(ours).map(([name, value]) => [snake(name), value]))
  return [
    '| quantity | ours | vLLM | SGLang | AIPerf | GuideLLM |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => {
      const cells = [figure(wire, row.ours), ...tools.map((tool) => figure(foreign[tool], row[tool]))]
      return `| ${[row.what, ...cells].join(' | ')} |`
    }),
  ].join('\n')
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function figure(figures: unknown, path: string | null): string {
  if (path === null) return ''
  const value = path.split('.').reduce((from, name) => (from as Record<string, unknown> | undefined)?.[name], figures)
  if (value === undefined) return 'left out'
  if (value === null) return 'not known'
  expect(value, path).toBeTypeOf('number')
  const number = value as number
  return Number.isInteger(number) ? String(number) : number.toFixed(Math.abs(number) < 10 ? 3 : 1)
}
