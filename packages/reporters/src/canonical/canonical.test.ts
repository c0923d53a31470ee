import { canonicalFile } from '@sagellm-benchmark/protocol-types/canonical'
import { captureFile, comparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { environmentFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { expect, test } from 'vitest'
import { comparisonJson } from '../testing/comparison-json.js'
import { e2eRow } from '../testing/e2e-row.js'
import { canonicalOfComparison } from './canonical-of-comparison.js'

const environment = environmentFile.parse(
  {
    schema_version: 1,
    tool: { name: 'sagellm-benchmark', version: '1.2.3' },
    started_at: '2026-01-02T03:04:05Z',
    started_at_unix_ms: 0,
    clock: { unix_offset_ms: 0 },
  },
  'environment.json',
)
const summary = { total_rows: 1, avg_ttft_ms: 40, avg_tbt_ms: 8, avg_throughput_tps: 80 }
const captureOf = (label: string) =>
  captureFile.parse(
    { kind: 'e2e', label, url: `http://127.0.0.1:1/${label}`, models: ['M'], summary, rows: [e2eRow(1, 'short', {})] },
    `${label}.json`,
  )
const comparison = comparisonFile.parse(comparisonJson(summary), 'comparison.json')
const captures = comparison.targets.map(({ label }) => ({ stem: label, file: captureOf(label) }))

test('a comparison refers to its targets, and each of them to it', () => {
  const made = canonicalOfComparison({ comparison, captures, environment })
  expect(made.map(({ name }) => name)).toEqual([
    ...captures.map(({ stem }) => `${stem}.canonical.json`),
    'comparison.canonical.json',
  ])
  const results = made.map(({ result }) => canonicalFile.serialize(result) as Record<string, never>)
  const whole = results.at(-1) as unknown as { artifact_id: string; relations: { target_artifact_ids: string[] } }
  const targets = results.slice(0, -1) as unknown as {
    artifact_id: string
    relations: { parent_artifact_ids: string[] }
  }[]
  expect(whole.relations.target_artifact_ids).toEqual(targets.map((each) => each.artifact_id))
  for (const each of targets) expect(each.relations.parent_artifact_ids).toEqual([whole.artifact_id])
  expect(new Set(results.map((each) => each['artifact_id'])).size).toBe(results.length)
})

test('a capture alone belongs to none, and says what was not looked for', () => {
  const [only, ...others] = canonicalOfComparison({ comparison: null, captures: captures.slice(0, 1), environment })
  expect(others).toEqual([])
  expect(canonicalFile.serialize(only?.result as never)).toMatchObject({
    artifact_kind: 'execution_result',
    producer: { tool: 'sagellm-benchmark', tool_version: '1.2.3' },
    metrics: { ttft_ms: 40 },
    measurements: { rows: [{ scenario: 'short_b1', batch_size: 1 }] },
    validation: { publishable_to_leaderboard: false, parity: { present: false, passed: null } },
    telemetry: { core_decode: { present: false } },
    relations: { parent_artifact_ids: [], compare_group_id: null },
  })
})
