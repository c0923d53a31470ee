import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import type { ResolvedIo } from '../io.js'
import { fitToTargets } from '../plan/fit-to-target.js'
import { clientCalibration } from '../session/client-calibration.js'
import { measurePlan } from '../session/measure-plan.js'
import { reduceJournal } from '../session/reduce-journal.js'
import { e2eRow } from './e2e-row.js'
import type { E2eTarget } from './e2e-target.js'
import type { E2ePerfPlan } from './perf-plan.js'
import { type Scenario, scenario, shapeOf } from './scenarios.js'

type MeasuringRows = { readonly target: E2eTarget; readonly folder: string; readonly io: ResolvedIo }

/** Every scenario at every batch size on one open target; what an interruption leaves out is missing. */
export async function measureRows(plan: E2ePerfPlan, { target, folder, io }: MeasuringRows): Promise<E2ePerfRow[]> {
  const shapes = [...new Set(plan.scenarios)].map((name) => shapeOf(name, plan.maxOutputTokens))
  const { workloads } = await fitToTargets(shapes, [target.open], { window: plan.contextLength, signal: io.signal })
  const rows: E2ePerfRow[] = []
  for (const shaped of workloads) {
    for (const batchSize of new Set(plan.batchSizes)) {
      if (io.signal.aborted) break
      const shape = scenario(shaped, batchSize)
      // A whole batch warms up, so that the first measured one finds memory of its size in place.
      const warmup = { requests: batchSize, seconds: 0 }
      const rowPlan = { ...target.plan, workloads: [shape.workload], warmup }
      rows.push(await measureRow(rowPlan, shape, { target, folder: join(folder, shape.name), io }))
    }
  }
  return rows
}

async function measureRow(plan: RunPlan, shape: Scenario, { target, folder, io }: MeasuringRows): Promise<E2ePerfRow> {
  await mkdir(folder, { recursive: true })
  const { open } = target
  const calibration = await clientCalibration(open)
  const result = await measurePlan({ plan, target: open, folder, calibration, io })
  const [reduced] = await reduceJournal({ plan, folder, result, peakMemMb: open.peakMemoryMb(), io })
  if (!reduced) throw new Error(`no metrics for ${shape.name}`)
  return e2eRow(target, shape, reduced.metrics)
}
