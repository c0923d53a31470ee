import { availableParallelism } from 'node:os'
import {
  type CapacityFile,
  type CapacityStep,
  findCapacity,
  mostCarried,
  saveCapacity,
} from '@sagellm-benchmark/runner/calibration'
import { resolveIo, type SuiteIo } from '../io.js'
import { checkedInput } from '../plan/checked-input.js'
import { CapacityPlan, type CapacityPlanInput } from './capacity-plan.js'
import { startCalibrationServer } from './start-calibration-server.js'

type CapacityOptions = Pick<SuiteIo, 'signal' | 'clock'> & {
  /** Hears of each load as it has been tried. @default nobody */
  readonly onStep?: (step: CapacityStep, workers: number) => void
}

type CapacityOutcome = {
  /** One for each number of load threads, fewest first. */
  readonly capacities: readonly CapacityFile[]
  /** The files that keep them for later runs on this machine. */
  readonly paths: readonly string[]
}

const paces = {
  full: { rates: [20, 50, 100], seconds: 1.5, budgetMs: 120_000 },
  quick: { rates: [50], seconds: 0.75, budgetMs: 30_000 },
} as const
/** Threads beyond those that help so much are not worth their memory. */
const WORTHWHILE = 1.1

/**
 * Finds how many streams the client of this machine keeps up with, and keeps the result: runs and comparisons that hold more open say so. Takes up
 * to two minutes for each number of threads.
 *
 * @throws BenchError `invalid_argument` for a plan that cannot be used, `unavailable` when no server can be started.
 * @example const { capacities } = await measureCapacity({ workers: 1 })
 */
export async function measureCapacity(
  given: CapacityPlanInput = {},
  options: CapacityOptions = {},
): Promise<CapacityOutcome> {
  const { signal, clock } = resolveIo(options)
  const plan = checkedInput(CapacityPlan, given, {
    problem: 'the limit cannot be measured',
    schemaName: 'CapacityPlan',
  })
  const pace = plan.quick ? paces.quick : paces.full
  const capacities: CapacityFile[] = []
  const paths: string[] = []
  for (const workers of plan.workers === null ? threadCounts() : [plan.workers]) {
    const capacity = await findCapacity({
      // A server has one rate.
      startServer: ({ tokensPerSecond }) =>
        startCalibrationServer({ tokensPerSecond, maxStreams: plan.mostStreams, signal }),
      rates: plan.tokensPerSecond === null ? pace.rates : [plan.tokensPerSecond],
      most: plan.mostStreams,
      limitMs: plan.limitMs,
      seconds: plan.seconds ?? pace.seconds,
      budgetMs: pace.budgetMs,
      transport: plan.transport,
      workers,
      signal,
      clock,
      onStep: (step) => options.onStep?.(step, workers),
    })
    const before = capacities.at(-1)
    capacities.push(capacity)
    paths.push(await saveCapacity(capacity))
    if (before && tokensCarried(capacity) < WORTHWHILE * tokensCarried(before)) break
  }
  return { capacities, paths }
}

/** 1, 2, 4 and so on, as many as there are cores. */
function threadCounts(): number[] {
  return Array.from({ length: 7 }, (_, power) => 2 ** power).filter((count) => count <= availableParallelism())
}

function tokensCarried(capacity: CapacityFile): number {
  const most = mostCarried(capacity)
  return most === null ? 0 : most.streams * most.tokensPerSecond
}
