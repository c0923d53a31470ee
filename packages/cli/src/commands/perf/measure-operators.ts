import { operatorComparison } from '@sagellm-benchmark/metrics/comparison'
import { type Clock, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { OperatorPerfFile } from '@sagellm-benchmark/protocol-types/performance'
import type { CommandIo } from '../../command/define-command.js'
import type { PerfContext } from './perf-context.js'
import type { PerfOptions } from './perf-options.js'

/** Measures the operators that the flags name. */
export async function measureOperatorFile(
  options: PerfOptions,
  { io, clock, context }: { readonly io: CommandIo; readonly clock: Clock; readonly context: PerfContext },
): Promise<OperatorPerfFile> {
  const { measureOperators, operators } = await import('@sagellm-benchmark/backend-cpu/operators')
  const unknown = options.operator.find((name) => operators.every((each) => each.name !== name))
  if (unknown !== undefined) {
    throw invalidArgument('--operator', unknown, `choose from ${operators.map((each) => each.name).join(', ')}`)
  }
  const wanted = operators.filter(({ name }) => options.operator.length === 0 || options.operator.includes(name))
  const live = io.stderr.isTTY === true
  const run = await measureOperators({
    device: options.device,
    iterations: options.iterations,
    warmup: options.warmup,
    operators: wanted,
    seed: options.seed,
    clock,
    signal: io.signal,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    onProgress({ done, total, next }) {
      if (options.quiet) return
      io.stderr.write(live ? `\r\u001b[2K${done}/${total} ${next}` : `${done}/${total} ${next}\n`)
    },
  }).finally(() => live && !options.quiet && io.stderr.write('\r\u001b[2K'))

  return {
    schemaVersion: 1,
    kind: 'operator',
    device: run.device,
    iterations: options.iterations,
    warmup: options.warmup,
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
      'the runtime’s own graph optimisation is off, because it would fuse the reference form too',
      'GB/s counts operands and result once, whatever a form moves in between',
    ],
    command: context.command,
  }
}
