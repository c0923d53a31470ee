import { describe, expect, test } from 'vitest'

// The benchmark belongs to the workspace, not to a package, so it has no name to import it by.
const tool = <T>(name: string) => import(new URL(`../../../tools/bench/${name}`, import.meta.url).href) as Promise<T>

type Figure = { readonly part: string; readonly figure: string; readonly subject: string }
type Verdict = { readonly value: number | null; readonly verdict: string }
type Line = Record<string, unknown>

const { figures, judge } = await tool<{
  figures: readonly Figure[]
  judge: (figure: Figure, lines: readonly Line[]) => Verdict
}>('figures.mjs')
const { performancePage } = await tool<{ performancePage: (results: object) => string }>('page.mjs')

const round = (variant: string, eventsPerCpuSecond: number, more: Line = {}): Line => ({
  kind: 'round',
  regime: 'firehose',
  round: 0,
  variant,
  complete: true,
  eventsPerCpuSecond,
  maxRssMb: 60,
  ...more,
})

const verdictOf = (subject: string, lines: Line[], named = 'many events a read') => {
  const figure = figures.find((each) => each.subject === subject && each.figure.includes(named))
  if (!figure) throw new Error(`no figure of ${subject}`)
  return judge(figure, lines)
}

describe('a figure', () => {
  const openai = round('openai', 50_000)

  test('is reached at its goal and not below it, by the median of the rounds', () => {
    const at = (...rates: number[]) =>
      verdictOf('raw against openai', [openai, ...rates.map((rate) => round('raw', rate))])
    expect(at(1_250_000)).toEqual({ value: 25, verdict: 'reached' })
    expect(at(1_200_000)).toEqual({ value: 24, verdict: 'not reached' })
    expect(at(9_000_000, 1_200_000, 1_100_000).verdict).toBe('not reached')
  })

  test('is not measured, rather than reached, where nobody is there to compare with', () => {
    expect(verdictOf('raw against aiohttp', [openai, round('raw', 1_250_000)])).toEqual({
      value: null,
      verdict: 'not measured',
    })
    expect(verdictOf('p50', [], 'schedule lateness')).toEqual({ value: null, verdict: 'not measured' })
  })

  test('leaves out rounds that lost events', () => {
    const lost = round('raw', 9_000_000, { complete: false })
    expect(verdictOf('raw against openai', [openai, lost]).verdict).toBe('not measured')
    expect(verdictOf('raw against openai', [openai, lost, round('raw', 500_000)])).toMatchObject({ value: 10 })
  })

  test('of an error is reached below its goal', () => {
    const stamped = (p99: number) => [round('raw', 1, { regime: '64x50-paced', steady: { p50: 0.05, p99 } })]
    expect(verdictOf('raw p99', stamped(0.4), '64 streams x 50/s, paced').verdict).toBe('reached')
    expect(verdictOf('raw p99', stamped(0.6), '64 streams x 50/s, paced').verdict).toBe('not reached')
  })
})

test('the page shows every figure of its parts with a verdict, what limits it, what is missing, and a busy machine', () => {
  const machine = { processor: 'CPU', cores: 2, memory_gb: 8, system: 'Linux 6', node: 'v20.0.0', load: 0 }
  const lines = [
    { kind: 'missing', variant: 'aiohttp', why: 'aiohttp is not installed' },
    round('openai', 50_000),
    round('raw', 500_000),
    round('c', 2_000_000),
    { kind: 'profile', regime: 'firehose', variant: 'raw', hottest: [{ where: 'match (index.js)', share: 0.25 }] },
  ]
  const page = performancePage({
    schema_version: 1,
    parts: { clients: { machine, measured_at: '2026-01-01', busy_before: 0.5, quick: false, lines } },
  })
  const rows = page.split('\n').filter((line) => /\| (\*\*)?(reached|not reached|not measured)(\*\*)? \|/.test(line))
  expect(rows).toHaveLength(figures.filter(({ part }) => part === 'clients').length)
  expect(page).toContain('| raw against openai | ≥ 25 x | 10 | – | 40 | **not reached** |')
  expect(page).toContain('many events a read (raw): reading the bytes themselves')
  expect(page).toContain('Not measured: aiohttp is not installed.')
  expect(page).toContain('50 % of the machine was busy')
  expect(page).toContain('match (index.js) 25.0 %')
  expect(page).not.toContain('undefined')
})
