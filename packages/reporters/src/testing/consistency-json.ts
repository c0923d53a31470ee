const observed = {
  feature_gates: [{ default_enabled: true, enabled: true, kill_switch_active: false }],
  step_records: 12,
  batch_sizes: [1, 2],
  runtime_diagnostics: 1,
  selected_implementations: ['native-cuda'],
  selected_operator_packs: ['attention.decode'],
}
const common = {
  schema_version: 'live-runtime-consistency/v1',
  label: 'sagellm',
  url: 'http://127.0.0.1:8901/v1',
  model: 'M',
  hardware_family: 'cuda',
  validation_batch_sizes: [1, 2],
  observed_batch_size: 2,
  observed,
}

/** `<label>_runtime_consistency.json` as the later branches of the Python original write it. */
export const originalConsistencyJson = {
  ...common,
  passed: true,
  successful_live_batch_sizes: [1, 2],
  reference_artifact: 'core.json',
  reference: { selected_implementations: ['native-cuda'] },
  findings: [],
}

/** The same of this program, of a server whose stream says something else. */
export const consistencyJson = {
  ...common,
  passed: false,
  successful_live_batch_sizes: [1],
  reference_artifact: null,
  reference: {},
  compatibility: {
    overall_passed: false,
    compatibility_pass_rate: 0.5,
    version_mismatch_total: 0,
    error_code_distribution: { invalid_argument: 1 },
    checks: { endpoints: true, requests: true, stream_nonstream: false },
    not_offered: ['completions'],
    cases: [
      {
        name: 'chat_plain_stream',
        endpoint_type: 'chat',
        stream: true,
        expected_success: true,
        observed_success: true,
        response_text: 'a b',
      },
      {
        name: 'chat_refuses_a_length_in_words',
        endpoint_type: 'chat',
        stream: false,
        expected_success: false,
        observed_success: false,
        expected_error_code: 'invalid_argument',
        observed_error_code: 'invalid_argument',
      },
    ],
    stream_nonstream_consistency: [
      {
        group: 'chat_plain',
        endpoint_type: 'chat',
        verdict: 'differs',
        message: 'streamed and in one piece: after 3 equal characters "c" against "d"',
        difference: { at: 3, first: 'c', second: 'd' },
      },
    ],
  },
  findings: [{ code: 'stream_nonstream_differs', message: 'chat_plain: after 3 equal characters' }],
}
