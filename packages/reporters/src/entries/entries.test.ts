import { type LeaderboardEntry, leaderboardEntryFile } from '@sagellm-benchmark/protocol-types/leaderboard'
import { describe, expect, test } from 'vitest'
import { aggregateEntries } from './aggregate-entries.js'
import { compareEntries } from './compare-entries.js'
import { canonicalPath, idempotencyKey } from './entry-key.js'

/** An entry as the Python original writes it, with the fields that matter here changed. */
function anEntry(more: { [Key in keyof LeaderboardEntry]?: Partial<LeaderboardEntry[Key]> } = {}): LeaderboardEntry {
  const entry = leaderboardEntryFile.parse(
    {
      entry_id: 'c6392bb0-b35c-4b21-9674-e1f7b2ad557a',
      engine: 'sagellm',
      engine_version: '0.5.4.70',
      sagellm_version: '0.5.4.70',
      config_type: 'single_gpu',
      hardware: { vendor: 'Intel', chip_model: 'Intel(R) Xeon(R) Processor', chip_count: 1, interconnect: 'None' },
      model: { name: 'Qwen2.5-0.5B-Instruct', parameters: 'unknown', precision: 'FP32' },
      workload: { input_length: 32, output_length: 64 },
      metrics: { ttft_ms: 40.8, tbt_ms: 9.1, throughput_tps: 104.5, peak_mem_mb: 880, error_rate: 0 },
      cluster: null,
      versions: { protocol: 'N/A', backend: 'N/A', core: 'N/A' },
      environment: { os: 'Linux', python_version: '3.11.7' },
      metadata: {
        submitted_at: '2026-11-28T18:12:06.629364+00:00',
        submitter: 'somebody',
        data_source: 'automated-benchmark',
        notes: 'Benchmark run: Q5',
      },
    },
    'entry.json',
  )
  const parts = Object.fromEntries(
    Object.entries(more).map(([key, part]) => {
      const known = entry[key as keyof LeaderboardEntry]
      return [key, typeof part === 'object' && typeof known === 'object' ? { ...known, ...part } : part]
    }),
  )
  return { ...entry, ...parts } as LeaderboardEntry
}

const found = (...entries: LeaderboardEntry[]) => entries.map((entry, at) => ({ source: `${at}.json`, entry }))

describe('the key of an entry', () => {
  test('is that of the original, and so is the path', () => {
    const key = idempotencyKey(anEntry())
    // Written by isagellm-benchmark 0.5.4.14 for this entry.
    expect(key).toBe('sagellm|0.5.4.70|0.5.4.70|q5|qwen2.5-0.5b-instruct|fp32|intel-r-xeon-r-processor|1|1|single_gpu')
    expect(canonicalPath(key)).toBe('canonical/217b4023db6a998f2bad_leaderboard.json')
  })

  test.each([
    [{ workload: { name: 'chat' } }, 'chat'],
    [{ metadata: { workload: 'long', notes: 'Q1' } }, 'long'],
    [{ metadata: { notes: 'nothing of it' } }, 'legacy'],
  ])('%o is about %s', (more, workload) => {
    expect(idempotencyKey(anEntry(more)).split('|')[3]).toBe(workload)
  })

  test('a hub id and the folder of a copy are one model', () => {
    const names = ['Qwen/Qwen2.5-0.5B-Instruct', '/models/Qwen2.5-0.5B-Instruct/', 'Qwen2.5-0.5B-Instruct']
    expect(new Set(names.map((name) => idempotencyKey(anEntry({ model: { name } })))).size).toBe(1)
  })
})

describe('entries together', () => {
  test('of one key the newest counts, also where an older one is faster, in any order of the files', () => {
    const older = anEntry({ metadata: { submittedAt: '2026-01-01T00:00:00Z' }, metrics: { throughputTps: 900 } })
    for (const order of [found(older, anEntry()), found(anEntry(), older)]) {
      const { entries, replaced } = aggregateEntries(order, '2026-12-01T00:00:00Z')
      expect(entries.map(({ metrics }) => metrics.throughputTps)).toEqual([104.5])
      expect(replaced.map(({ entry }) => entry.metrics.throughputTps)).toEqual([900])
    }
  })

  test('a time that has not come yet wins over none: of ours it is refused, of others it gives way', () => {
    const future = anEntry({ metadata: { submittedAt: '9999-12-31T00:00:00Z' }, metrics: { throughputTps: 900 } })
    const [of, ours] = [
      { source: 'hub', entry: future, published: {} },
      { source: 'a.json', entry: anEntry() },
    ]
    const now = '2026-12-01T00:00:00Z'
    for (const order of [
      [of, ours],
      [ours, of],
    ]) {
      const { entries, undated, replaced } = aggregateEntries(order, now)
      expect(entries.map(({ metrics }) => metrics.throughputTps)).toEqual([104.5])
      expect([undated, replaced]).toEqual([[of], [of]])
    }
    expect(aggregateEntries(found(future), now).refused[0]?.reasons).toEqual([
      'submitted_at 9999-12-31T00:00:00Z has not come yet: it would be the newest for good',
    ])
    // A clock that is some hours ahead, or a time without its zone.
    const ahead = anEntry({ metadata: { submittedAt: '2026-12-01T20:00:00Z' } })
    expect(aggregateEntries(found(ahead, anEntry()), now).entries[0]?.metadata.submittedAt).toBe('2026-12-01T20:00:00Z')
  })

  test('several chips and several nodes are in the file of many', () => {
    const two = anEntry({ configType: 'multi_gpu', hardware: { chipCount: 2 } } as never)
    const { files } = aggregateEntries(found(anEntry(), two), '2026-12-01T00:00:00Z')
    const chips = (name: string) =>
      JSON.parse(files.find((each) => each.name === name)?.text ?? '').map(
        (each: { hardware: { chip_count: number } }) => each.hardware.chip_count,
      )
    expect(chips('leaderboard_single.json')).toEqual([1])
    expect(chips('leaderboard_multi.json')).toEqual([2])
    expect(files.map(({ name }) => name)).toContain('canonical/217b4023db6a998f2bad_leaderboard.json')
  })

  test.each([
    [{ metrics: { ttftMs: 0, throughputTps: 0, errorRate: 0 } }, 'all of its figures are zero: no request succeeded'],
    [{ metrics: { ttftMs: null, throughputTps: null } }, 'it has neither a TTFT nor a throughput'],
    [{ metrics: { errorRate: 0.5 } }, 'more than a tenth of its requests failed'],
    [{ metadata: { evidence: { flags: [], reasons: ['it was simulated'] } } }, 'it was simulated'],
  ])('%o is refused with its reason', (more, reason) => {
    const { entries, refused } = aggregateEntries(found(anEntry(more as never)), '2026-12-01T00:00:00Z')
    expect(entries).toEqual([])
    expect(refused.map(({ reasons, source }) => [source, reasons])).toEqual([['0.json', [reason]]])
  })
})

describe('engines side by side', () => {
  const vllm = anEntry({
    engine: 'vllm' as never,
    metrics: { ttftMs: 51, tbtMs: 9.1, throughputTps: 52.25 },
    entryId: '11111111-1111-1111-1111-111111111111' as never,
  })

  test('two engines on one hardware are a pair with deltas and winners', () => {
    const { groups, groupCount } = compareEntries([vllm, anEntry()], '2026-12-01T00:00:00Z')
    expect(groupCount).toBe(1)
    expect(groups[0]?.scopeKey).toBe('Qwen2.5-0.5B-Instruct|Intel(R) Xeon(R) Processor|FP32|Q5|single_gpu|1|1')
    const pair = groups[0]?.preferredPair
    expect([pair?.left.engine, pair?.right.engine]).toEqual(['sagellm', 'vllm'])
    expect(pair?.deltas).toMatchObject({ throughputPctLeftVsRight: 100, ttftPctLeftVsRight: -20, tbtPctLeftVsRight: 0 })
    expect(pair?.winners).toEqual({ throughput: 'left', ttft: 'left', tbt: 'tie' })
  })

  test('unequal resolved specifications are no pair', () => {
    const spec = (resolvedSpecHash: string) => ({ sameSpec: { specId: 'a', resolvedSpecHash } })
    expect(
      compareEntries(
        [
          { ...vllm, ...spec('1') },
          { ...anEntry(), ...spec('1') },
        ],
        '',
      ).groupCount,
    ).toBe(1)
    expect(
      compareEntries(
        [
          { ...vllm, ...spec('1') },
          { ...anEntry(), ...spec('2') },
        ],
        '',
      ).groupCount,
    ).toBe(0)
  })
})
