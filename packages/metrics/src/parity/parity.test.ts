import { type ParityRun, parityRunFile } from '@sagellm-benchmark/protocol-types/canonical'
import { e2ePerfFile } from '@sagellm-benchmark/protocol-types/performance'
import { describe, expect, test } from 'vitest'
import { coreTelemetryOf } from './core-telemetry-of.js'
import { defaultParityGate } from './default-gate.js'
import { evaluateParity } from './evaluate-parity.js'
import { parityRunOf } from './parity-run-of.js'

type Scenario = ParityRun['scenarios'][number]
const good = { avgTbtMs: 10, outputThroughputTps: 100, correctnessPassRate: 1, fallbackRate: 0, hasStepEvidence: true }

function aRun(label: string, more: Partial<Scenario> = {}): ParityRun {
  const scenarios = defaultParityGate.scenarios.map(({ name, batchSize }) => ({
    scenarioName: name,
    batchSize,
    hasFallbackEvidence: true,
    capabilityGaps: [],
    ...good,
    ...more,
  }))
  return parityRunFile.schema.parse({ schemaVersion: 'parity-run/v1', label, model: 'M', scenarios })
}

const categories = (candidate: ParityRun, ...references: ParityRun[]) => [
  ...new Set(
    evaluateParity({ gate: defaultParityGate, candidate, references }).scenarios.map(({ category }) => category),
  ),
]

test('the default gate is the original’s: short and long at 1, 2 and 4, and its thresholds', () => {
  expect(defaultParityGate.scenarios.map(({ name }) => name)).toEqual([
    ...['short_b1', 'short_b2', 'short_b4'],
    ...['long_b1', 'long_b2', 'long_b4'],
  ])
  expect(defaultParityGate).toMatchObject({
    gateId: 'cuda_decode_parity_v1',
    warmupRounds: 3,
    measuredRounds: 10,
    thresholds: {
      maxTbtRatioVsBestReference: 1.05,
      minOutputThroughputRatioVsBestReference: 0.95,
      minCorrectnessPassRate: 1,
      maxFallbackRate: 0,
      requireStepEvidence: true,
    },
  })
})

describe('a candidate', () => {
  const reference = aRun('vllm')

  test.each([
    [{ avgTbtMs: 10.5, outputThroughputTps: 95 }, 'pass'],
    [{ avgTbtMs: 10.51 }, 'performance'],
    [{ outputThroughputTps: 94.9 }, 'performance'],
    [{ avgTbtMs: null }, 'performance'],
    [{ correctnessPassRate: 0.99 }, 'correctness'],
    [{ correctnessPassRate: null }, 'correctness'],
    [{ fallbackRate: 0.01 }, 'fallback'],
    [{ hasStepEvidence: false }, 'telemetry'],
    [{ capabilityGaps: ['logprobs'] }, 'capability'],
  ])('with %o is %s', (more, category) => {
    expect(categories(aRun('sagellm', more), reference)).toEqual([category])
  })

  test('is held against the best of each figure, not against one reference', () => {
    const quick = aRun('a', { avgTbtMs: 5, outputThroughputTps: 50 })
    expect(categories(aRun('sagellm'), reference, quick)).toEqual(['performance'])
    expect(categories(aRun('sagellm', { avgTbtMs: 5.2 }), reference, quick)).toEqual(['pass'])
  })

  test('without a reference, or without the scenario, does not pass', () => {
    expect(categories(aRun('sagellm'))).toEqual(['no_reference'])
    expect(categories({ ...aRun('sagellm'), scenarios: [] }, reference)).toEqual(['capability'])
  })
})

const step = (more: object = {}) => ({
  trace_id: 't',
  request_id: 'r1',
  orchestration_step_id: 3,
  batch_id: 1,
  batch_type: 'decode',
  step_index: 0,
  batch_size: 1,
  active_sequences: 1,
  emitted_tokens: 1,
  step_latency_ms: 0.5,
  selected_implementation: 'native-cuda',
  selected_operator_pack: 'attention.decode',
  selection_interface_name: 'i',
  telemetry_source: 'step_trace',
  ...more,
})
const decode = (...steps: object[]) => ({
  feature_gate: { enabled: true },
  step_telemetry_schema_version: 1,
  step_telemetry_stable_fields: ['trace_id', 'batch_id'],
  step_telemetry: steps,
  step_telemetry_entries: steps.length,
  last_orchestration_step_id: 4,
})
const of = { label: 'sagellm', model: 'M', hardwareFamily: 'cuda' }

describe('decode steps', () => {
  const steps = decode(
    step(),
    step({ request_id: 'r2', batch_size: 2, step_latency_ms: 1.5, selected_implementation: 'torch-fallback' }),
  )
  const info = { performance_mainline: { explicit_decode: steps } }

  test.each([
    ['an engine', info],
    ['a gateway', { registered_engines: [{ info }] }],
    ['the snapshot alone', steps],
  ])('of %s are summed up, all and by batch size', (_, given) => {
    const { summary } = coreTelemetryOf(given, 'info.json', of)
    expect(summary).toMatchObject({ stepRecords: 2, uniqueRequests: 2, avgStepLatencyMs: 1, batchSizes: [1, 2] })
    expect(summary.byBatchSize.map((each) => [each.batchSize, each.selectedImplementations])).toEqual([
      [1, ['native-cuda']],
      [2, ['torch-fallback']],
    ])
  })

  test.each([
    [{ ...steps, step_telemetry_entries: 5 }, /info\.json: step_telemetry_entries says 5, there are 2/],
    [decode({ trace_id: 't' }), /info\.json step 1: batch_id is missing/],
    [decode(step({ batch_size: 0 })), /info\.json step 1: batch_size/],
    [{ registered_engines: [{ info }, { info }] }, /of one engine/],
    [{}, /explicit_decode/],
  ])('%# that cannot be used are named', (given, message) => {
    expect(() => coreTelemetryOf(given, 'info.json', of)).toThrow(message)
  })

  test('are the evidence of a run: a step that fell back shows', () => {
    const row = {
      model: 'M',
      precision: 'live',
      mode: 'live',
      ttft_ms: 1,
      tbt_ms: 10,
      throughput_tps: 9,
      latency_p50_ms: 1,
      latency_p95_ms: 1,
      latency_p99_ms: 1,
      memory_mb: 0,
    }
    const file = e2ePerfFile.parse(
      {
        kind: 'e2e',
        label: 'sagellm',
        summary: { total_rows: 2 },
        rows: [
          {
            ...row,
            scenario: 'short',
            batch_size: 1,
            successful_requests: 3,
            failed_requests: 1,
            output_throughput_tps: 50,
          },
          { ...row, scenario: 'short_b2', batch_size: 2 },
        ],
      },
      'sagellm.json',
    )
    const run = parityRunOf(file, { telemetry: coreTelemetryOf(steps, 'i', of) })
    expect(run.scenarios).toMatchObject([
      {
        scenarioName: 'short_b1',
        correctnessPassRate: 0.75,
        outputThroughputTps: 50,
        fallbackRate: 0,
        hasStepEvidence: true,
      },
      { scenarioName: 'short_b2', correctnessPassRate: null, fallbackRate: 1 },
    ])
    expect(parityRunOf(file).scenarios[0]).toMatchObject({ hasStepEvidence: false, fallbackRate: null })
  })
})
