import type { CoreDecodeTelemetry } from '@sagellm-benchmark/protocol-types/canonical'
import { type CoreTelemetryOptions, coreTelemetryOf, explicitDecode, isObject } from './core-telemetry-of.js'

/** Decode steps of one engine from several readings of its `/info`, which shows only the last ones. */
export interface StepCollector {
  /** Steps of this `/info` are of before the measurement: they are left out, whenever they were read. */
  leaveOut(info: unknown): void
  /** Keeps the steps that were not seen before. @returns whether the engine reports decode steps at all */
  add(info: unknown): boolean
  /**
   * Everything that was kept; `null` where the engine reported no step.
   *
   * @throws BenchError `corrupt_data` naming the step that is not whole.
   */
  telemetry(source: string, options: CoreTelemetryOptions): CoreDecodeTelemetry | null
}

/** @example for (const info of readings) steps.add(info) */
export function createStepCollector(): StepCollector {
  const earlier = new Set<string>()
  const kept = new Map<string, unknown>()
  let decode: Readonly<Record<string, unknown>> | null = null
  return {
    leaveOut: (info) => {
      for (const step of stepsIn(explicitDecode(info))) earlier.add(keyOf(step))
    },
    add(info) {
      const found = explicitDecode(info)
      for (const step of stepsIn(found)) kept.set(keyOf(step), step)
      decode = found ?? decode
      return found !== null
    },
    telemetry(source, options) {
      const steps = [...kept].flatMap(([key, step]) => (earlier.has(key) ? [] : [step]))
      if (decode === null || steps.length === 0) return null
      return coreTelemetryOf(
        { ...decode, step_telemetry: steps, step_telemetry_entries: steps.length },
        source,
        options,
      )
    },
  }
}

function stepsIn(decode: Readonly<Record<string, unknown>> | null): readonly unknown[] {
  const steps = decode?.['step_telemetry']
  return Array.isArray(steps) ? steps : []
}

/** The same step has the same key in a later `/info`. */
function keyOf(step: unknown): string {
  if (!isObject(step) || step['orchestration_step_id'] === undefined) return JSON.stringify(step)
  return JSON.stringify(['orchestration_step_id', 'trace_id', 'request_id', 'step_index'].map((field) => step[field]))
}
