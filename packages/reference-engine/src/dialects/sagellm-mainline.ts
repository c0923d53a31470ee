import type { DecodeStepRecord, EngineTelemetry } from '@sagellm-benchmark/protocol-types/engine'
import type { RouteContext } from './define-served-dialect.js'

const stableFields = [
  'trace_id',
  'request_id',
  'orchestration_step_id',
  'batch_id',
  'batch_type',
  'step_index',
  'batch_size',
  'active_sequences',
  'emitted_tokens',
  'step_latency_ms',
  'selected_implementation',
  'selected_operator_pack',
  'selection_interface_name',
  'telemetry_source',
]

/**
 * `performance_mainline` of `/info`: the last decode steps as they ran, and sageLLM's counters of what ran. A cohort here is one decode
 * step: it is batched where it held two or more requests.
 */
export function sagellmMainline({ engine, decodeSteps, snapshot }: RouteContext): Record<string, unknown> {
  const steps = decodeSteps()
  const source = engine.identity.simulated ? 'simulated' : engine.identity.engine
  const { telemetry } = snapshot()
  const { decodeStepsByImplementation: ran = null } = telemetry
  const implementation = steps.at(-1)?.implementation ?? null
  return {
    explicit_decode: {
      feature_gate: {
        feature_id: 'runtime.native_decode.v1',
        default_enabled: true,
        enabled: true,
        rollout_state: 'on',
        kill_switch_active: false,
      },
      step_telemetry_schema_version: 1,
      step_telemetry_stable_fields: stableFields,
      step_telemetry_entries: steps.length,
      last_orchestration_step_id: steps.length === 0 ? null : stepId(steps.at(-1) as DecodeStepRecord),
      step_telemetry: steps.map((step) => entryOf(step, source)),
    },
    shared_stream: sharedStream(telemetry, steps.at(-1) ?? null),
    attention_diagnostics_summary: attentionCalls(telemetry),
    decode_runtime_diagnostics: {
      summary: {
        attention_selected_implementation: implementation,
        attention_selected_operator_pack: implementation && packOf(implementation),
        attention_batch_size: steps.at(-1)?.requestIds.length ?? null,
        attention_runtime_fallback: implementation === null ? null : /fallback/.test(implementation),
        attention_first_failure_reason: null,
        attention_hit: countOf(ran, /native|paged/),
        attention_fallback: countOf(ran, /fallback/),
        adjacent_selected_implementation: null,
        adjacent_operator_pack: null,
        adjacent_hit: null,
        adjacent_fallback: null,
      },
    },
  }
}

function sharedStream(telemetry: EngineTelemetry, last: DecodeStepRecord | null): Record<string, unknown> {
  const size = last?.requestIds.length ?? 0
  return {
    cohorts_total: telemetry.decodeStepsTotal,
    batched_cohorts_total: telemetry.decodeSharedStepsTotal ?? null,
    total_requests: telemetry.requestsTotal,
    last_cohort_size: size,
    last_cross_request_batching: size > 1,
  }
}

function attentionCalls({ decodeStepsTotal, ...telemetry }: EngineTelemetry): Record<string, unknown> {
  const ran = telemetry.decodeStepsByImplementation ?? null
  return {
    paths_observed: Object.keys(ran ?? {}).filter((name) => (ran?.[name] ?? 0) > 0),
    decode_calls: decodeStepsTotal,
    paged_decode_calls: countOf(ran, /native|paged/),
    block_table_calls: telemetry.decodeBlockTableStepsTotal ?? null,
  }
}

function entryOf(step: DecodeStepRecord, source: string): Record<string, unknown> {
  const [requestId = null] = step.requestIds
  return {
    trace_id: requestId,
    request_id: requestId,
    orchestration_step_id: stepId(step),
    batch_id: `batch-${step.stepIndex}`,
    batch_type: 'decode',
    step_index: step.stepIndex,
    // Requests, not sequences: several choices of one request are no evidence that requests share a step.
    batch_size: step.requestIds.length,
    active_sequences: step.activeSequences,
    emitted_tokens: step.emittedTokens,
    step_latency_ms: step.latencyMs,
    selected_implementation: step.implementation,
    selected_operator_pack: packOf(step.implementation),
    selection_interface_name: 'decode_attention',
    // Only where it is so: the very name of the field is what convergence profiles search for.
    ...(step.blockTables ? { block_tables: true } : {}),
    telemetry_source: source,
  }
}

function stepId({ stepIndex }: DecodeStepRecord): string {
  return `decode-${stepIndex}`
}

function packOf(implementation: string): string {
  return implementation.split('-')[0] as string
}

function countOf(ran: Readonly<Record<string, number>> | null, name: RegExp): number | null {
  if (ran === null) return null
  return Object.entries(ran).reduce((sum, [each, count]) => (name.test(each) ? sum + count : sum), 0)
}
