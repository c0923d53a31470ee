import { BenchError, fromWire, wireSchema } from '@sagellm-benchmark/protocol-types'
import { CoreDecodeStep, type CoreDecodeTelemetry } from '@sagellm-benchmark/protocol-types/canonical'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'

export type CoreTelemetryOptions = {
  readonly label: string
  readonly model: string
  /** @default null: nobody said */
  readonly hardwareFamily?: string | null
}

type Json = Readonly<Record<string, unknown>>

/**
 * The decode steps of sagellm-core as an artifact: from a whole `/info`, from that of a gateway with one engine behind it, or from its
 * `explicit_decode` alone.
 *
 * @param source - the file's name, for errors.
 * @throws BenchError `corrupt_data` naming the field that is missing, or the step that is not whole.
 */
export function coreTelemetryOf(info: unknown, source: string, options: CoreTelemetryOptions): CoreDecodeTelemetry {
  const decode = explicitDecode(info)
  if (!decode) throw unfit(source, 'it has no performance_mainline.explicit_decode of one engine')
  const { step_telemetry: raw, step_telemetry_entries: entries, step_telemetry_stable_fields: stable } = decode
  if (!Array.isArray(raw)) throw unfit(source, 'step_telemetry is no list')
  if (!Array.isArray(stable) || stable.length === 0) throw unfit(source, 'step_telemetry_stable_fields is missing')
  if (entries !== raw.length)
    throw unfit(source, `step_telemetry_entries says ${String(entries)}, there are ${raw.length}`)
  const steps = raw.map((each, at) => stepOf(each, stable, `${source} step ${at + 1}`))
  const { label, model, hardwareFamily = null } = options
  const last = decode['last_orchestration_step_id']
  return {
    ...{ label, model, hardwareFamily },
    schemaVersion: 'core-decode-step-telemetry/v1',
    featureGate: isObject(decode['feature_gate']) ? { ...decode['feature_gate'] } : {},
    stepTelemetrySchemaVersion: Number(decode['step_telemetry_schema_version'] ?? 1),
    stepTelemetryStableFields: stable.map(String),
    lastOrchestrationStepId: typeof last === 'number' || typeof last === 'string' ? last : null,
    ...summedUp(steps),
  }
}

/** The steps of one target in several starts of its engine, whose ids begin anew each time. */
export function joinCoreTelemetry(
  starts: readonly [CoreDecodeTelemetry, ...CoreDecodeTelemetry[]],
): CoreDecodeTelemetry {
  return { ...(starts.at(-1) ?? starts[0]), ...summedUp(starts.flatMap(({ stepTelemetry }) => stepTelemetry)) }
}

function summedUp(steps: CoreDecodeStep[]) {
  return {
    stepTelemetryEntries: steps.length,
    stepTelemetry: steps,
    summary: {
      ...summaryOf(steps),
      batchSizes: sizesOf(steps),
      byBatchSize: sizesOf(steps).map((batchSize) => ({
        batchSize,
        ...summaryOf(steps.filter((step) => step.batchSize === batchSize)),
      })),
    },
  }
}

/** The `explicit_decode` of an `/info`; `null` where there is none, or that of several engines. */
export function explicitDecode(info: unknown): Json | null {
  if (!isObject(info)) return null
  if ('feature_gate' in info && 'step_telemetry' in info) return info
  const own = inMainline(info)
  if (own) return own
  const registered = info['registered_engines']
  const behind = (
    isObject(registered) ? Object.values(registered) : Array.isArray(registered) ? registered : []
  ).flatMap((each: unknown) => (isObject(each) && isObject(each['info']) ? (inMainline(each['info']) ?? []) : []))
  // Steps of several engines have nothing to do with each other.
  return behind.length === 1 ? (behind[0] as Json) : null
}

function inMainline(info: Json): Json | null {
  const mainline = info['performance_mainline']
  const decode = isObject(mainline) ? mainline['explicit_decode'] : null
  return isObject(decode) ? decode : null
}

function stepOf(step: unknown, stable: readonly unknown[], place: string): CoreDecodeStep {
  const missing = stable.map(String).find((field) => !isObject(step) || !(field in step))
  if (missing !== undefined) throw unfit(place, `${missing} is missing`)
  const result = wireSchema(CoreDecodeStep).safeParse(step)
  if (result.success) return fromWire(CoreDecodeStep, result.data)
  const issue = result.error.issues[0]
  throw unfit(place, `${issue?.path.join('.') ?? ''}: ${plainProblem(issue, step)}`)
}

function summaryOf(steps: readonly CoreDecodeStep[]) {
  const times = steps.map(({ stepLatencyMs }) => stepLatencyMs)
  const distinct = (values: readonly string[]) => [...new Set(values)].sort()
  return {
    stepRecords: steps.length,
    uniqueRequests: new Set(steps.map(({ requestId }) => requestId)).size,
    avgStepLatencyMs: times.length === 0 ? null : times.reduce((sum, each) => sum + each, 0) / times.length,
    maxStepLatencyMs: times.length === 0 ? null : times.reduce((most, each) => Math.max(most, each), 0),
    selectedImplementations: distinct(steps.map(({ selectedImplementation }) => selectedImplementation)),
    selectedOperatorPacks: distinct(steps.map(({ selectedOperatorPack }) => selectedOperatorPack)),
  }
}

function sizesOf(steps: readonly CoreDecodeStep[]): number[] {
  return [...new Set(steps.map(({ batchSize }) => batchSize))].sort((a, b) => a - b)
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unfit(source: string, what: string): BenchError {
  return new BenchError('corrupt_data', `${source}: ${what}`, {
    hint: 'give the /info of a sagellm-core engine that exports explicit decode telemetry',
  })
}
