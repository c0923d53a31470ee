import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

// The benchmark belongs to the workspace, not to a package, so it has no name to import it by.
const place = (name: string) => new URL(`../../../tools/bench/${name}`, import.meta.url)
const tool = <T>(name: string) => import(place(name).href) as Promise<T>

type Measured = { number?: number; id?: string; ttftMs: number | null; gapsMs: number[] | null }
type Served = { number: number; id: string | null; arrived: number; tokens: number; sent: number[] }
type Spread = { mean: number; p50: number; p99: number; max: number }
type Reader = (text: string) => Measured[]

const { againstTruth, arrivals, waveErrors } = await tool<{
  againstTruth: (measured: Measured[], served: Served[]) => { matched: number; ttft: Spread | null; gap: Spread | null }
  arrivals: (arrivedMs: number[], rateRps: number) => { lateMaxMs: number; lateP50Ms: number; gapCv: number } | null
  waveErrors: (
    measured: Measured[],
    served: Served[],
    concurrency: number,
  ) => { firstMs: number | null; laterMs: number | null }
}>('peers/against-truth.mjs')

/** What each client wrote of four requests of four tokens, 20 ms apart, the first token 50 to 70 ms after the request; on a busy machine. */
const readers: [sample: string, file: string, reader: string][] = [
  ['ours.jsonl', 'ours', 'readOurs'],
  ['sglang.jsonl', 'sglang', 'readSglang'],
  ['aiperf.jsonl', 'aiperf', 'readAiperf'],
  ['evalscope.json', 'evalscope', 'readEvalscope'],
  ['guidellm.json', 'guidellm', 'readGuidellm'],
  ['inference-perf.json', 'inference-perf', 'readInferencePerf'],
  ['vllm.json', 'vllm', 'readVllm'],
]

describe.each(readers)('the recorded result %s', (sample, file, name) => {
  test('gives each request with its TTFT and one gap less than it has tokens', async () => {
    const read = (await tool<Record<string, Reader>>(`peers/clients/${file}.mjs`))[name]
    const requests = read?.(readFileSync(place(`peers/samples/${sample}`), 'utf8')) ?? []
    expect(requests).toHaveLength(4)
    expect(new Set(requests.map(({ number, id }) => number ?? id)).size).toBe(4)
    for (const { number, id, ttftMs, gapsMs } of requests) {
      expect(number ?? id).toBeDefined()
      expect(ttftMs).toBeGreaterThan(49)
      expect(ttftMs).toBeLessThan(1000)
      if (file === 'guidellm') expect(gapsMs).toBeNull()
      else {
        expect(gapsMs).toHaveLength(3)
        const whole = (gapsMs ?? []).reduce((sum, gap) => sum + gap, 0)
        expect(whole).toBeGreaterThan(30)
        expect(whole).toBeLessThan(90)
      }
    }
  })
})

describe('what a client wrote', () => {
  const served: Served[] = [
    { number: 0, id: 'a', arrived: 100, tokens: 3, sent: [150, 170, 190] },
    { number: 1, id: 'b', arrived: 100, tokens: 3, sent: [150, 170, 190] },
  ]

  test('is held against the request that bears its number or its id', () => {
    const { matched, ttft, gap } = againstTruth(
      [
        { number: 1, ttftMs: 53, gapsMs: [20, 21] },
        { id: 'a', ttftMs: 51, gapsMs: [18, 20] },
        { id: 'unknown', ttftMs: 900, gapsMs: [900, 900] },
      ],
      served,
    )
    expect(matched).toBe(2)
    expect(ttft).toMatchObject({ mean: 2, max: 3 })
    expect(gap).toMatchObject({ mean: 0.75, max: 2 })
  })

  test('gives no gap error where it holds another number of gaps than the server sent', () => {
    expect(againstTruth([{ number: 0, ttftMs: 50, gapsMs: [20] }], served).gap).toBeNull()
    expect(againstTruth([{ number: 0, ttftMs: null, gapsMs: null }], served)).toEqual({
      ...{ matched: 1, ttft: null, gap: null },
    })
  })

  test('is told apart by waves in the order of arrival', () => {
    const later = { ...served[1]!, arrived: 120, sent: [170, 190, 210] }
    const measured = [
      { number: 1, ttftMs: 50, gapsMs: null },
      { number: 0, ttftMs: 56, gapsMs: null },
    ]
    expect(waveErrors(measured, [served[0]!, later], 1)).toEqual({ firstMs: 6, laterMs: 0 })
  })
})

test('arrivals are late against the even grid through the earliest of them', () => {
  expect(arrivals([1000, 1020, 1043, 1060], 50)).toMatchObject({ lateMaxMs: 3, lateP50Ms: 0 })
  expect(arrivals([1000, 1020, 1040, 1060], 50)?.gapCv).toBeCloseTo(0, 9)
  expect(arrivals([1000], 50)).toBeNull()
})

describe('the page of other clients', async () => {
  const { peersSection } = await tool<{ peersSection: (lines: object[]) => string[] }>('peers-page.mjs')
  const client = (name: string, more = {}) => ({
    ...{ kind: 'peer', name, title: name, version: '1', unable: {}, missing: null, files: {} },
    ...{ commands: { '256x50-aligned': `${name} --go`, 'open-loop': null }, ...more },
  })
  const run = (peer: string, more = {}) => ({
    ...{ kind: 'peer-run', peer, scenario: '256x50-aligned', round: 0, complete: true, usPerEvent: 10, peakMb: 90 },
    ...{ events: 1000, cpuS: 0.01, ttftError: { mean: 1, p99: 2 }, gapError: null, ...more },
  })

  test('says where another client is ahead, by how much, and what was not measured and why', () => {
    const page = peersSection([
      client('ours'),
      client('theirs', { unable: { 'gap error': 'it writes none' } }),
      client('gone', { missing: 'it could not be installed: no room' }),
      run('ours'),
      run('theirs', { peakMb: 40 }),
      run('theirs', { round: 1, complete: false, failed: 'it ended with 1' }),
    ]).join('\n')
    expect(page).toContain('peak MB: theirs 40; ours 90.')
    expect(page).not.toContain('all in: theirs')
    expect(page).toContain('theirs, not measured: gap error: it writes none.')
    expect(page).toContain('theirs, not measured: 256x50-aligned: it ended with 1.')
    expect(page).toContain('gone: not measured, because it could not be installed: no room.')
    expect(page).toContain('| theirs 1 | 1 of 2 | 10 |')
    expect(page).toContain('# theirs 1\ntheirs --go')
    expect(page).not.toContain('undefined')
  })

  test('is left out before anything was measured', () => {
    expect(peersSection([])).toEqual([])
  })
})
