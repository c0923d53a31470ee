import { expect, test } from 'vitest'
import { joinCoreTelemetry } from './core-telemetry-of.js'
import { createStepCollector } from './step-collector.js'

const step = (id: string, batchSize = 1) => ({
  ...{ trace_id: id, request_id: id, orchestration_step_id: id, batch_id: `batch-${id}`, batch_type: 'decode' },
  ...{ step_index: 0, batch_size: batchSize, active_sequences: batchSize, emitted_tokens: 1, step_latency_ms: 1 },
  ...{ selected_implementation: 'native', selected_operator_pack: 'p', selection_interface_name: 'i' },
  telemetry_source: 't',
})
const info = (...steps: object[]) => ({
  performance_mainline: {
    explicit_decode: {
      feature_gate: { enabled: true },
      step_telemetry_stable_fields: ['trace_id'],
      step_telemetry: steps,
      step_telemetry_entries: steps.length,
      last_orchestration_step_id: 'c',
    },
  },
})
const of = { label: 'a', model: 'm' }

test('steps that one page shows no more are kept from an earlier one, each once', () => {
  const steps = createStepCollector()
  expect(steps.add(info(step('a'), step('b')))).toBe(true)
  steps.add(info(step('b'), step('c', 4)))
  expect(steps.telemetry('/info', of)).toMatchObject({
    ...{ label: 'a', hardwareFamily: null, stepTelemetryEntries: 3, lastOrchestrationStepId: 'c' },
    summary: { stepRecords: 3, batchSizes: [1, 4] },
  })
})

test('steps of before the measurement are left out, whenever they were read', () => {
  const steps = createStepCollector()
  steps.add(info(step('warm'), step('a')))
  steps.leaveOut(info(step('warm')))
  expect(steps.telemetry('/info', of)?.stepTelemetry.map(({ requestId }) => requestId)).toEqual(['a'])
  steps.leaveOut(info(step('a')))
  expect(steps.telemetry('/info', of)).toBeNull()
})

test.each([[null], [{}], [{ performance_mainline: {} }], ['text']])('%j has no steps', (page) => {
  const steps = createStepCollector()
  expect([steps.add(page), steps.telemetry('/info', of)]).toEqual([false, null])
})

test('a step that is not whole is named', () => {
  const steps = createStepCollector()
  steps.add(info({ ...step('a'), batch_size: 'one' }))
  expect(() => steps.telemetry('/info of a', of)).toThrow(/\/info of a step 1: batch_size/)
})

test('several starts of an engine, whose ids begin anew, are summed up', () => {
  const start = (size: number) => {
    const steps = createStepCollector()
    steps.add(info(step('a', size)))
    return steps.telemetry('/info', of)!
  }
  expect(joinCoreTelemetry([start(1), start(2)])).toMatchObject({
    stepTelemetryEntries: 2,
    summary: { stepRecords: 2, batchSizes: [1, 2] },
  })
})
