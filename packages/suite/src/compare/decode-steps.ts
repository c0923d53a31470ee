import { createStepCollector, type StepCollector } from '@sagellm-benchmark/metrics/parity'
import type { TargetObservation } from '@sagellm-benchmark/probes'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { CoreDecodeTelemetry } from '@sagellm-benchmark/protocol-types/canonical'
import type { ComparedCapture, ComparisonTarget, RunComparisonOptions } from '@sagellm-benchmark/runner/compare'
import { infoReader } from '../consistency/read-info.js'
import type { ResolvedIo } from '../io.js'

/** The decode steps that the targets of a comparison report in `/info`, as they decode what is measured. */
export interface DecodeSteps {
  /** To be called after each measured round. */
  readonly onRound: NonNullable<RunComparisonOptions['onRound']>
  /** By label; a target that reports no steps has none. */
  collected(
    targets: readonly ComparedCapture[],
    hardwareFamily: string | null,
  ): ReadonlyMap<string, CoreDecodeTelemetry>
}

/**
 * Reads `/info` after the first round of each scenario and load, between two rounds: an engine shows its last steps only, so that those of a
 * batch size would be gone at the end. A target without `explicit_decode` is asked once and never again.
 */
export function watchDecodeSteps(io: ResolvedIo): DecodeSteps {
  const steps = new Map<string, StepCollector>()
  const without = new Set<string>()
  return {
    async onRound(target, { round }) {
      const { label } = target.endpoint
      if (round > 0 || without.has(label)) return
      const own = steps.get(label) ?? createStepCollector()
      steps.set(label, own)
      if (!own.add(await readInfo(target, io))) without.add(label)
    },
    collected: (targets, hardwareFamily) =>
      new Map(
        targets.flatMap((compared) => {
          const { label } = compared.target.endpoint
          const own = steps.get(label)
          const telemetry = own ? telemetryOf(own, { compared, hardwareFamily, io }) : null
          return telemetry === null ? [] : [[label, telemetry] as const]
        }),
      ),
  }
}

function readInfo({ endpoint, apiKey = null }: ComparisonTarget, { clock }: ResolvedIo): Promise<unknown> {
  return infoReader(endpoint, { apiKey, clock })()
}

type Collecting = {
  readonly compared: ComparedCapture
  readonly hardwareFamily: string | null
  readonly io: ResolvedIo
}

/** Without the steps of the warm-up, which the page showed before the first round. Steps that are not whole fail no comparison. */
function telemetryOf(steps: StepCollector, { compared, hardwareFamily, io }: Collecting): CoreDecodeTelemetry | null {
  const { label, model } = compared.target.endpoint
  steps.leaveOut(infoIn(compared.observation?.before ?? null))
  steps.add(infoIn(compared.observation?.after ?? null))
  try {
    return steps.telemetry(`/info of ${label}`, { label, model: model ?? 'unknown', hardwareFamily })
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    io.warn(`the decode steps of ${label} are left out: ${error.message}`)
    return null
  }
}

function infoIn(snapshot: TargetObservation['before'] | null): unknown {
  const body = snapshot?.surfaces.find(({ surface }) => surface === 'info')?.body
  return typeof body === 'string' ? JSON.parse(body) : null
}
