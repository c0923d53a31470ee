import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { environmentFile } from '../artifacts/environment-manifest.js'
import { calibrationFile } from '../artifacts/calibration-file.js'
import { captureFile } from '../comparison/target-capture.js'
import { endpointSnapshotFile } from '../evidence/endpoint-snapshot.js'
import { logProbeFile } from '../evidence/log-probe.js'
import { serverTelemetryFile } from '../telemetry/server-telemetry.js'

const stored = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../fixtures/artifacts/0.1/${path}`, import.meta.url), 'utf8'))

const gauge = { metric: 'vllm:num_requests_running', n: 2, mean: 1, min: 0, max: 2, at_ms: [1, 2], value: [0, 2] }
const telemetry = {
  schema_version: 1,
  label: 'a',
  engine: 'vllm',
  pages: 2,
  interval_ms: 100,
  gauges: { requests_running: gauge },
  counters: { requests: { metric: 'vllm:request_success_total', delta: 3, reset: false } },
  latencies: {
    ttft: { metric: 'vllm:time_to_first_token_seconds', count: 3, mean_ms: 20, p50: null, p90: null, p99: null },
  },
  prefix_hit_rate: 0.5,
  spec_accept_rate: null,
  gaps: [],
}
const surface = { surface: 'info', url: 'http://a/info', requested_at_unix_ms: 1, duration_ms: 2, status: 200 }
const answer = { content_type: 'application/json', bytes: 2, body: '{}', gap: null, absent: false }
const snapshot = {
  schema_version: 1,
  label: 'a',
  url: 'http://a',
  moment: 'before',
  taken_at_unix_ms: 1,
  surfaces: [{ ...surface, ...answer }],
}

const inCell = (name: string) => `capture.cells[].${name}`

/** What a file means nothing without. `cells[].rounds` stands for the field in every cell. */
const core = {
  environment: [
    'schema_version',
    'tool',
    'tool.*',
    'started_at',
    'started_at_unix_ms',
    'clock',
    'clock.unix_offset_ms',
  ],
  calibration: [
    ...['schema_version', 'measured_at', 'fingerprint', 'machine', 'machine.*', 'transport', 'workers', 'regime'],
    ...['limit_ms', 'steps', 'highest', 'highest.*', 'steps[].streams', 'steps[].tokens_per_second', 'steps[].tokens'],
    ...['steps[].failed_requests', 'steps[].attempts', 'steps[].within_limit'],
  ],
  capture: [
    ...['kind', 'summary', 'summary.total_rows', 'rows', 'rows[].*', 'capture.schema_version', 'capture.label'],
    ...['capture.cells', 'capture.plan.*', 'capture.client.*', 'capture.client_counts.*', 'capture.cells[].scenario'],
    ...['rounds', 'rounds[].*', 'blocks', 'blocks[].*', 'rounds_per_block', 'requests', 'failed', 'streamed'].map(
      inCell,
    ),
    ...['requested_output_tokens', 'output_tokens.*', 'samples[].request_id', 'samples[].prompt_digest'].map(inCell),
    ...['cache.verdict', 'cache.message', 'finish_reasons.*', 'record_flags.*'].map(inCell),
  ],
  snapshot: ['schema_version', 'label', 'url', 'moment', 'taken_at_unix_ms', 'surfaces'].concat(
    ['surface', 'url', 'requested_at_unix_ms', 'duration_ms', 'bytes', 'body', 'gap', 'absent'].map(
      (each) => `surfaces[].${each}`,
    ),
  ),
  logProbe: ['label', 'log_file', '*_markers', '*_markers.*'],
  telemetry: ['schema_version', 'label', 'pages', 'gauges.*', 'counters.*', 'latencies.*'],
}

describe.each([
  ['environment.json', environmentFile, stored('run/environment.json'), core.environment],
  ['calibration.json', calibrationFile, stored('calibrate/calibration.json'), core.calibration],
  ['a capture', captureFile, stored('compare/a.json'), core.capture],
  ['an endpoint snapshot', endpointSnapshotFile, snapshot, core.snapshot],
  ['a log probe', logProbeFile, stored('convergence/a_log_probe.json'), core.logProbe],
  ['server telemetry', serverTelemetryFile, telemetry, core.telemetry],
] as const)('%s', (_name, artifact, json, coreFields) => {
  const optional = fieldsOf(json).filter(({ name }) => !coreFields.some((each) => matches(name, each)))

  test('of a program that did not write a field yet, or no longer does, is read', () => {
    expect(optional.length).toBeGreaterThan(0)
    for (const { path, name } of optional) {
      const shorter = structuredClone(json)
      remove(shorter, path)
      expect(() => artifact.parse(shorter, 'older.json'), `without ${name}`).not.toThrow()
    }
  })

  test('without any of them says that they are not known: neither a number nor a yes stands in for one', () => {
    const shortest = structuredClone(json)
    for (const { path } of [...optional].reverse()) remove(shortest, path)
    const written = artifact.serialize(artifact.parse(shortest, 'shortest.json') as never)
    for (const { path, name } of optional) {
      const value = path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | null)?.[key], written)
      expect(typeof value === 'number' || value === true, `${name} is ${String(value)}`).toBe(false)
    }
  })
})

type Path = readonly (string | number)[]

/** Every field of every object in a value; that of an array item by the first item alone. */
function fieldsOf(value: unknown, path: Path = [], name = ''): { path: Path; name: string }[] {
  if (Array.isArray(value)) return value.slice(0, 1).flatMap((item) => fieldsOf(item, [...path, 0], `${name}[]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const [below, called] = [[...path, key], name === '' ? key : `${name}.${key}`]
    return [{ path: below, name: called }, ...fieldsOf(item, below, called)]
  })
}

function remove(value: unknown, path: Path): void {
  const owner = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], value)
  delete (owner as Record<string | number, unknown>)[path.at(-1) as string]
}

/** `*` stands for any text. */
function matches(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[[\].]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(name)
}
