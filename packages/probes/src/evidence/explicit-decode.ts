import { isRecord } from '../json/is-record.js'

/** One decode step that sageLLM reports in `/info`; fields as it names them, `null` where absent. */
type DecodeStep = {
  /** The same step has the same key in a later `/info`. */
  readonly key: string
  readonly batchSize: number | null
  readonly implementation: string | null
  readonly operatorPack: string | null
  readonly blockTables: boolean
}

/** Whether an engine's explicit decode is on, as it says; `null` where it does not. */
type DecodeGate = {
  readonly featureId: string | null
  readonly defaultEnabled: boolean | null
  readonly enabled: boolean | null
  readonly killSwitchActive: boolean | null
}

/** Counters of the runtime diagnostics summary, e.g. `attention_hit`, by engine and field. */
type DecodeDiagnostics = {
  readonly counters: ReadonlyMap<string, number>
  readonly implementation: string | null
  /** The summary as the engine gives it. */
  readonly summary: Readonly<Record<string, unknown>>
}

export type ExplicitDecode = {
  /** One of each engine that has an explicit decode. */
  readonly gates: readonly DecodeGate[]
  readonly steps: readonly DecodeStep[]
  readonly diagnostics: readonly DecodeDiagnostics[]
  /** The same `/info` with only those steps that `isKept` keeps: what is left to search for marker lines. */
  readonly without: (isKept: (key: string) => boolean) => unknown
}

/**
 * The explicit-decode telemetry of an `/info`: the engine's own, and that of every engine behind a gateway. Lenient: what is
 * missing or has another shape is left out.
 */
export function readExplicitDecode(info: unknown): ExplicitDecode {
  const engines = enginesIn(info)
  const steps = engines.flatMap(({ name, info: each }) => stepsIn(each).map((step) => stepOf(name, step)))
  const diagnostics = engines.flatMap(({ name, info: each }) => {
    const summary = at(each, 'performance_mainline', 'decode_runtime_diagnostics', 'summary')
    return isRecord(summary) ? [diagnosticsOf(name, summary)] : []
  })
  return {
    gates: engines.flatMap(({ info: each }) => gateOf(each)),
    steps,
    diagnostics,
    without(isKept) {
      const copy: unknown = structuredClone(info)
      for (const { name, info: each } of enginesIn(copy)) {
        const decode = at(each, 'performance_mainline', 'explicit_decode')
        if (isRecord(decode) && Array.isArray(decode.step_telemetry)) {
          decode.step_telemetry = decode.step_telemetry.filter(
            (step) => !isRecord(step) || isKept(stepOf(name, step).key),
          )
        }
      }
      return copy
    },
  }
}

type Json = Record<string, unknown>
type Engine = { readonly name: string; readonly info: Json }

function enginesIn(info: unknown): Engine[] {
  if (!isRecord(info)) return []
  const registered = info.registered_engines
  const entries = isRecord(registered) || Array.isArray(registered) ? Object.entries(registered) : []
  const behind = entries.flatMap(([key, entry]): Engine[] => {
    if (!isRecord(entry) || !isRecord(entry.info)) return []
    const id = entry.engine_id ?? entry.id ?? entry.name
    return [{ name: typeof id === 'string' ? id : key, info: entry.info }]
  })
  return [{ name: '', info }, ...behind]
}

function stepsIn(info: Json): Json[] {
  const steps = at(info, 'performance_mainline', 'explicit_decode', 'step_telemetry')
  return Array.isArray(steps) ? steps.filter(isRecord) : []
}

function stepOf(engine: string, step: Json): DecodeStep {
  const { orchestration_step_id: id, trace_id: trace, request_id: request, step_index: index } = step
  const tables = step.block_tables ?? step.has_block_tables
  return {
    key: JSON.stringify(id === undefined ? [engine, step] : [engine, id, trace, request, index]),
    batchSize: numberOf(step.batch_size) ?? numberOf(step.active_sequences),
    implementation: typeof step.selected_implementation === 'string' ? step.selected_implementation : null,
    operatorPack: typeof step.selected_operator_pack === 'string' ? step.selected_operator_pack : null,
    blockTables: tables === true || (Array.isArray(tables) && tables.length > 0),
  }
}

function gateOf(info: Json): DecodeGate[] {
  const decode = at(info, 'performance_mainline', 'explicit_decode')
  if (!isRecord(decode)) return []
  const stated = (field: string) => {
    const value = at(decode, 'feature_gate', field)
    return typeof value === 'boolean' ? value : null
  }
  const [defaultEnabled, enabled] = [stated('default_enabled'), stated('enabled')]
  const id = at(decode, 'feature_gate', 'feature_id')
  const featureId = typeof id === 'string' ? id : null
  return [{ featureId, defaultEnabled, enabled, killSwitchActive: stated('kill_switch_active') }]
}

function diagnosticsOf(engine: string, summary: Json): DecodeDiagnostics {
  const counters = Object.entries(summary).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && /hit|fallback/.test(entry[0]),
  )
  const name = summary.attention_selected_implementation ?? summary.selected_implementation
  return {
    counters: new Map(counters.map(([field, count]) => [engine === '' ? field : `${engine}: ${field}`, count])),
    implementation: typeof name === 'string' ? name : null,
    summary,
  }
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value)
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
