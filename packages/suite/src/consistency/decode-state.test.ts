import { expect, test } from 'vitest'
import { decodeState, featureGateFindings } from './decode-state.js'

const step = {
  orchestration_step_id: 1,
  batch_size: 2,
  selected_implementation: 'native',
  selected_operator_pack: 'cuda',
}
const info = (gate: object, mainline: object = {}) => ({
  performance_mainline: {
    explicit_decode: {
      feature_gate: {
        feature_id: 'runtime.native_decode.v1',
        default_enabled: true,
        enabled: true,
        kill_switch_active: false,
        ...gate,
      },
      step_telemetry: [step],
    },
    decode_runtime_diagnostics: { summary: { attention_hit: 1 } },
    ...mainline,
  },
})
const codes = (given: unknown) => featureGateFindings(decodeState(given)).map(({ code }) => code)

test.each([
  ['nothing', info({}), []],
  ['of another feature', info({ feature_id: 'runtime.other.v1' }), ['feature_gate_other']],
  ['without a feature id', info({ feature_id: undefined }), []],
  ['not on by default', info({ default_enabled: false }), ['feature_gate_not_default']],
  ['off', info({ enabled: false }), ['feature_gate_off']],
  ['text in place of true', info({ enabled: 'true' }), ['feature_gate_off']],
  ['switched off', info({ kill_switch_active: true }), ['kill_switch_active']],
  ['no word of the switch', info({ kill_switch_active: undefined }), ['kill_switch_active']],
  ['no diagnostics', info({}, { decode_runtime_diagnostics: {} }), ['runtime_diagnostics_missing']],
  ['no explicit decode', info({}, { explicit_decode: undefined }), ['feature_gate_missing']],
  ['no info', null, ['feature_gate_missing']],
])('the feature gate: %s', (_, given, expected) => {
  expect(codes(given)).toEqual(expected)
})

test('one engine of a gateway that is off is enough', () => {
  const gateway = { registered_engines: { a: { info: info({}) }, b: { info: info({ enabled: false }) } } }
  expect(codes(gateway)).toEqual(['feature_gate_off'])
})

test('steps of an earlier page are left out', () => {
  expect(decodeState(info({}))).toMatchObject({ stepRecords: 1, batchSizes: [2], selectedOperatorPacks: ['cuda'] })
  expect(decodeState(info({}), info({}))).toMatchObject({ stepRecords: 0, batchSizes: [] })
})
