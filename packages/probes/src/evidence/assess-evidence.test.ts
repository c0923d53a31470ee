import type { EndpointSnapshot, LogProbe, SurfaceCapture } from '@sagellm-benchmark/protocol-types/evidence'
import { LogProbe as LogProbeSchema, TargetEvidence } from '@sagellm-benchmark/protocol-types/evidence'
import { toWire, wireSchema } from '@sagellm-benchmark/protocol-types'
import { describe, expect, test } from 'vitest'
import { compileMarkers } from '../markers/compile-markers.js'
import { createMarkerCounter } from '../markers/marker-counter.js'
import { defaultMarkerPatterns } from '../markers/marker-patterns.js'
import { appearedInJson, appearedInMetrics } from './appeared-lines.js'
import { assessEvidence } from './assess-evidence.js'

type Pages = { info?: unknown; models?: unknown; metrics?: string }

function snapshot(moment: 'before' | 'after', pages: Pages | null): EndpointSnapshot {
  const capture = (surface: string, body: string | null): SurfaceCapture => ({
    surface,
    url: `http://127.0.0.1:1/${surface}`,
    requestedAtUnixMs: 0,
    durationMs: 1,
    status: body === null ? null : 200,
    contentType: null,
    bytes: body?.length ?? 0,
    body,
    gap: body === null ? { code: 'surface_unreachable', source: surface, message: 'no answer' } : null,
    absent: false,
  })
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value, null, 2))
  const surfaces = [
    capture('info', json(pages?.info)),
    capture('models', json(pages?.models)),
    capture('metrics', pages?.metrics ?? null),
  ]
  return { schemaVersion: 1, label: 'after', url: 'http://127.0.0.1:1', moment, takenAtUnixMs: 0, surfaces }
}

function logOf(lines: string[], changes: Partial<LogProbe> = {}): LogProbe {
  const counter = createMarkerCounter(compileMarkers(defaultMarkerPatterns))
  lines.forEach((line, at) => counter.count(line, { file: 'after.log', line: at + 1 }))
  return LogProbeSchema.parse({
    label: 'after',
    logFile: 'after.log',
    ...counter.result(),
    complete: true,
    bytesRead: 1,
    ...changes,
  })
}

const plain: Pages = { info: { model: 'm' }, models: { data: [] }, metrics: 'up 1\n' }
const assess = (before: Pages | null, after: Pages | null, logProbe: LogProbe | null) =>
  assessEvidence({ label: 'after', before: snapshot('before', before), after: snapshot('after', after), logProbe })
const verdicts = (evidence: TargetEvidence) => evidence.claims.map((claim) => claim.evidence)

describe('evidence out of the log', () => {
  test('each claim has its own, with file, line, alternative and count', () => {
    const evidence = assess(
      plain,
      plain,
      logOf(['x', 'SharedStreamBatchStart n=4', 'attention=native-ascend', 'slot_mapping=[1]']),
    )
    expect(verdicts(evidence)).toEqual(['yes', 'yes', 'yes'])
    expect(evidence.claims[0]?.items).toEqual([
      {
        kind: 'path',
        source: 'log',
        alternative: 'SharedStreamBatchStart',
        count: 1,
        note: null,
        examples: [
          { file: 'after.log', line: 2, alternative: 'SharedStreamBatchStart', text: 'SharedStreamBatchStart n=4' },
        ],
      },
    ])
    expect(evidence.evidenceGaps).toEqual(['runtime_surface_marker_hits_zero'])
    expect(wireSchema(TargetEvidence).safeParse(toWire(TargetEvidence, evidence)).success).toBe(true)
  })

  test('the fallback is evidence of the fallback, not of the native path', () => {
    const [, paged] = assess(plain, plain, logOf(['paged:implementation=torch-fallback'])).claims
    expect(paged?.evidence).toBe('none')
    expect(paged?.items.map(({ kind, alternative }) => [kind, alternative])).toEqual([
      ['mention', 'paged:implementation'],
      ['fallback', 'torch-fallback'],
    ])
  })

  test('block_tables alone proves one claim, not two', () => {
    const evidence = assess(plain, plain, logOf(['decode block_tables=[[3]]']))
    expect(verdicts(evidence)).toEqual(['none', 'none', 'yes'])
    expect(evidence.claims[1]?.items).toMatchObject([{ kind: 'mention', alternative: 'block_tables' }])
  })
})

describe('what is missing', () => {
  test('nothing found in a log that was read whole is none', () => {
    const evidence = assess(plain, plain, logOf(['quiet']))
    expect(verdicts(evidence)).toEqual(['none', 'none', 'none'])
    expect(evidence.evidenceGaps).toEqual(['log_probe_marker_hits_zero', 'runtime_surface_marker_hits_zero'])
  })

  test('without a log nothing can be ruled out', () => {
    const evidence = assess(plain, plain, null)
    expect(verdicts(evidence)).toEqual(['missing_probes', 'missing_probes', 'missing_probes'])
    expect(evidence.evidenceGaps).toContain('missing_log_probe')
  })

  test('a log to which nothing was written during the run is no probe', () => {
    const evidence = assess(plain, plain, logOf([], { linesRead: 0, bytesRead: 0 }))
    expect(verdicts(evidence)).toEqual(['missing_probes', 'missing_probes', 'missing_probes'])
    expect(evidence.gapDetails).toContainEqual({
      code: 'missing_log_probe',
      source: 'after',
      message: 'nothing was written to the log during the run',
    })
  })

  test('a log that was cut rules nothing out either', () => {
    const gaps = [{ code: 'log_truncated' as const, source: 'after.log', message: 'cut' }]
    const evidence = assess(plain, plain, logOf(['SharedStreamBatchStart'], { complete: false, gaps }))
    expect(verdicts(evidence)).toEqual(['yes', 'missing_probes', 'missing_probes'])
    expect(evidence.evidenceGaps).toContain('log_truncated')
  })

  test('a target that says nothing has a name for every gap', () => {
    const evidence = assess(null, null, null)
    expect(evidence.probeCoverage).toEqual({ info: false, models: false, metrics: false, logProbe: false })
    expect(evidence.evidenceGaps).toEqual([
      'missing_endpoint_identity_probe',
      'missing_metrics_probe',
      'missing_log_probe',
      'surface_unreachable',
    ])
  })

  test('a server that died during the run leaves the surfaces before, and they are no evidence', () => {
    const evidence = assess({ ...plain, info: { engine: 'native-ascend' } }, null, logOf(['quiet']))
    expect(verdicts(evidence)).toEqual(['none', 'none', 'none'])
    expect(evidence.evidenceGaps).toContain('missing_metrics_probe')
  })

  test('a surface that was not read before the run shows nothing of the run', () => {
    const evidence = assess(null, { ...plain, info: { engine: 'native-ascend' } }, null)
    expect(verdicts(evidence)).toEqual(['missing_probes', 'missing_probes', 'missing_probes'])
    expect(evidence.evidenceGaps).toContain('surface_not_compared')
  })
})

describe('evidence out of the surfaces', () => {
  const attention = (implementation: string, steps: number) =>
    `# HELP sagellm_attention_steps_total Steps by paged_attention implementation\nsagellm_attention_steps_total{implementation="${implementation}"} ${steps}\n`

  test('a counter that grew is evidence, a help text or a counter at rest is none', () => {
    const run = (before: number, after: number) =>
      assess(
        { ...plain, metrics: attention('native-ascend', before) },
        { ...plain, metrics: attention('native-ascend', after) },
        logOf(['quiet']),
      )
    expect(run(5, 9).claims[1]).toMatchObject({
      evidence: 'yes',
      items: [{ source: 'metrics', examples: [{ line: 2 }] }],
    })
    expect(run(5, 5).claims[1]?.evidence).toBe('none')
    expect(run(0, 0).claims[1]?.evidence).toBe('none')
  })

  test('a new series at zero and its time of creation are none', () => {
    const after =
      'x_native_total{implementation="native-ascend"} 0\nx_native_created{implementation="native-ascend"} 1.7e9\n'
    expect(appearedInMetrics('up 1\n', after)).toEqual([])
  })

  test('a setting that stood there before the run is none', () => {
    const settings = { ...plain, info: { paged_attention: true, slot_mapping: true } }
    const evidence = assess(settings, settings, logOf(['quiet']))
    expect(verdicts(evidence)).toEqual(['none', 'none', 'none'])
    expect(evidence.runtimeSurfaceMarkers.pagedPathMarkers.hits).toBe(0)
  })

  test('a new last field does not make its neighbour new', () => {
    const before = JSON.stringify({ paged_attention: true }, null, 2)
    const after = JSON.stringify({ paged_attention: true, z: 1 }, null, 2)
    expect(appearedInJson(before, after)).toEqual([{ line: 3, text: '  "z": 1' }])
  })
})

describe('decode telemetry of sageLLM', () => {
  const step = (id: number, changes: object = {}) => ({
    orchestration_step_id: id,
    request_id: `r${id}`,
    batch_size: 1,
    selected_implementation: 'contiguous',
    ...changes,
  })
  const info = (steps: object[], summary: object = {}) => ({
    model: 'm',
    performance_mainline: {
      explicit_decode: { step_telemetry: steps, last_orchestration_step_id: 9 },
      decode_runtime_diagnostics: { summary },
    },
  })
  const shared = step(7, { batch_size: 4, selected_implementation: 'native-ascend', block_tables: true })
  const run = (before: unknown, after: unknown) =>
    assess({ ...plain, info: before }, { ...plain, info: after }, logOf(['quiet']))

  test('steps of the run are evidence for the claims they show', () => {
    const evidence = run(info([step(1)]), info([step(1), shared]))
    expect(verdicts(evidence)).toEqual(['yes', 'yes', 'yes'])
    expect(evidence.claims[0]?.items).toMatchObject([
      { kind: 'path', source: 'decode_telemetry', alternative: 'batch_size >= 2', count: 1 },
    ])
  })

  test('steps that were there before the run are none, also in a full ring buffer', () => {
    expect(verdicts(run(info([shared]), info([shared, step(8)])))).toEqual(['none', 'none', 'none'])
    const moved = run(info([step(1, { selected_implementation: 'native-ascend' })]), info([shared]))
    expect(
      moved.claims[1]?.items.filter(({ kind }) => kind === 'path').map(({ source, count }) => [source, count]),
    ).toEqual([
      ['info', 1],
      ['decode_telemetry', 1],
    ])
  })

  test('behind a gateway they are found in the registered engines', () => {
    const gateway = (steps: object[]) => ({ registered_engines: [{ engine_id: 'e1', info: info(steps) }] })
    expect(verdicts(run(gateway([]), gateway([shared])))).toEqual(['yes', 'yes', 'yes'])
  })

  test('a fallback is one, another name is neither', () => {
    const evidence = run(info([]), info([step(2), step(3, { selected_implementation: 'torch-fallback' })]))
    expect(evidence.claims[1]?.evidence).toBe('none')
    expect(evidence.claims[1]?.items.filter(({ source }) => source === 'decode_telemetry')).toMatchObject([
      { kind: 'mention', alternative: 'selected_implementation contiguous' },
      { kind: 'fallback', alternative: 'selected_implementation torch-fallback' },
    ])
  })

  test('diagnostic counters count by their growth', () => {
    const summary = (hits: number, fallbacks: number) => ({
      attention_selected_implementation: 'native-ascend',
      attention_hit: hits,
      attention_fallback: fallbacks,
      adjacent_hit: hits,
    })
    const evidence = run(info([], summary(10, 0)), info([], summary(15, 2)))
    const typed = evidence.claims[1]?.items.filter(({ source }) => source === 'decode_telemetry')
    expect(typed?.map(({ kind, alternative, count }) => [kind, alternative, count])).toEqual([
      ['path', 'attention_hit', 5],
      ['fallback', 'attention_fallback', 2],
      ['mention', 'adjacent_hit', 5],
    ])
    expect(run(info([], summary(10, 0)), info([], summary(10, 0))).claims[1]?.evidence).toBe('none')
  })

  test.each([null, [], 'text', { performance_mainline: [] }, { registered_engines: [1, null, { info: 3 }] }])(
    'telemetry of another shape is no telemetry: %j',
    (strange) => {
      expect(verdicts(run(strange ?? undefined, strange ?? undefined))).toEqual(['none', 'none', 'none'])
    },
  )
})
