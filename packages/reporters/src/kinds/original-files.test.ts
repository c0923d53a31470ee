import { describe, expect, test } from 'vitest'
import { renderReport } from '../formats/render-report.js'
import {
  canonicalJson,
  nonstreamComparisonJson,
  nonstreamTargetJson,
  successorEntryJson,
} from '../testing/original-foreign.js'
import { readArtifact } from './read-artifact.js'

const shown = (json: unknown) => renderReport({ input: readArtifact(json, 'file.json'), format: 'markdown' })

describe('files of the Python original', () => {
  test('a comparison that only counts the rows of its targets', async () => {
    const target = { url: 'http://a/v1', rows: 6, avg_ttft_ms: 40, avg_tbt_ms: 8, avg_throughput_tps: 90 }
    const text = await shown({
      kind: 'compare',
      model: 'M',
      batch_sizes: [1, 2, 4],
      baseline: 'a',
      targets: [
        { label: 'a', ...target, delta_vs_baseline: { ttft_ms: 0, tbt_ms: 0, throughput_tps: 0 } },
        { label: 'b', ...target, avg_ttft_ms: 44, delta_vs_baseline: { ttft_ms: 4, tbt_ms: 0, throughput_tps: 0 } },
      ],
    })
    expect(text).toContain('# Comparison: b against a')
    expect(text).toMatch(/44/)
  })

  test('both files of nonstream-compare', async () => {
    const comparison = await shown(nonstreamComparisonJson)
    expect(comparison).toContain('# Comparison of whole answers')
    expect(comparison).toMatch(/25\.5/)
    const target = await shown(nonstreamTargetJson)
    expect(target).toContain('a: 2 of 2 requests succeeded, mean latency 25.5 ms, 40 requests a second.')
  })

  test.each(['canonical-benchmark-result/v1', 'canonical-benchmark-result/v2'])('%s', async (schema_version) => {
    const text = await shown({ ...canonicalJson, schema_version })
    expect(text).toContain('# Result sagellm')
    expect(text).toContain('TTFT 10.5 ms, TBT 2 ms, output 120 tok/s.')
    expect(text).toMatch(/p95_itl_ms *\| *2\.3/)
    expect(text).toMatch(/parity gate *\| *absent/)
  })

  test('a canonical file of another version is refused by its name', () => {
    const other = { ...canonicalJson, artifact_id: 'a' }
    expect(() => readArtifact(other, 'a.canonical.json')).toThrow(
      /a\.canonical\.json is not a valid canonical result: field artifact_id/,
    )
  })

  test('entries of the successor, which have no sagellm_version, as a list', async () => {
    const entry = successorEntryJson
    const text = await shown([entry, entry])
    expect(text).toContain('2 entries, of which 2 may be published.')
    expect(text).toContain('random-latency')
    const single = await shown(entry)
    expect(single).toContain('The site of the original would not take this entry: sagellm_version: not known')
  })

  test('a list of anything else is no result', () => {
    expect(() => readArtifact([{ a: 1 }], 'list.json')).toThrow(/list\.json is not a result file/)
    expect(() => readArtifact({ entries: [], total: 0 }, 'list.json')).toThrow(/list\.json is not a result file/)
  })

  test('an empty list is a leaderboard without entries', async () => {
    const text = await shown([])
    expect(text).toContain('A leaderboard without entries.')
    expect(text).not.toContain('Python original')
  })
})
