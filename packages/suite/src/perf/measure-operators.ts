import { operatorComparison } from '@sagellm-benchmark/metrics/comparison'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { OperatorPerfFile } from '@sagellm-benchmark/protocol-types/performance'
import type { ResolvedIo } from '../io.js'
import type { PerfContext } from './perf-context.js'
import type { OperatorPerfPlan } from './perf-plan.js'

export type OperatorWatcher = (progress: {
  readonly done: number
  readonly total: number
  readonly next: string
}) => void

/** Measures the operators that a plan names. */
export async function measureOperatorFile(
  plan: OperatorPerfPlan,
  {
    io,
    context,
    onOperator,
  }: { readonly io: ResolvedIo; readonly context: PerfContext; readonly onOperator: OperatorWatcher },
): Promise<OperatorPerfFile> {
  const { measureOperators, operators } = await import('@sagellm-benchmark/backend-cpu/operators')
  const unknown = plan.operators.find((name) => operators.every((each) => each.name !== name))
  if (unknown !== undefined) {
    throw invalidArgument('--operator', unknown, `choose from ${operators.map((each) => each.name).join(', ')}`)
  }
  const wanted = operators.filter(({ name }) => plan.operators.length === 0 || plan.operators.includes(name))
  const run = await measureOperators({
    device: plan.device,
    iterations: plan.iterations,
    warmup: plan.warmup,
    operators: wanted,
    seed: plan.seed,
    clock: io.clock,
    signal: io.signal,
    ...(plan.threads === null ? {} : { threads: plan.threads }),
    onProgress: onOperator,
  })

  return {
    schemaVersion: 1,
    kind: 'operator',
    device: run.device,
    iterations: plan.iterations,
    warmup: plan.warmup,
    comparisons: run.measurements.map((each) => operatorComparison(each, { gflops: run.peakGflops })),
    createdAt: context.createdAt,
    runtime: run.runtime,
    machine: context.machine,
    machineId: context.machineId,
    threads: run.threads,
    peakGflops: run.peakGflops,
    peakGbPerS: run.peakGbPerS,
    callOverheadMs: run.callOverheadMs,
    seed: context.seed,
    notices: [
      'The runtime’s own graph optimisation is off, because it would fuse the reference form too',
      'GB/s counts operands and result once, whatever a form moves in between',
    ],
    command: context.command,
  }
}
