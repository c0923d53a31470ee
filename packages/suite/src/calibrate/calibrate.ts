import type { CalibrationFile, CalibrationStep } from '@sagellm-benchmark/protocol-types/artifacts'
import { calibrate as climb, saveCalibration } from '@sagellm-benchmark/runner/calibration'
import { resolveIo, type SuiteIo } from '../io.js'
import { checkedInput } from '../plan/checked-input.js'
import { CalibratePlan, type CalibratePlanInput } from './calibrate-plan.js'
import { startCalibrationServer } from './start-calibration-server.js'

type CalibrateOptions = Pick<SuiteIo, 'signal' | 'clock'> & {
  /** Hears of each step as it ends. @default nobody */
  readonly onStep?: (step: CalibrationStep) => void
}

export type CalibrateOutcome = {
  readonly calibration: CalibrationFile
  /** The file that keeps it for later runs on this machine. */
  readonly path: string
}

const paces = {
  full: { ladder: [1, 8, 16, 32, 64, 128, 256, 512], seconds: 2.5, budgetMs: 50_000 },
  quick: { ladder: [1, 16, 64, 256], seconds: 1, budgetMs: 15_000 },
} as const

/**
 * Measures the stamp error of this machine's client, and keeps the result: later runs name it. Takes 10 to 50 seconds.
 *
 * @throws BenchError `invalid_argument` for a plan that cannot be used, `unavailable` when no server can be started.
 * @example const { calibration } = await calibrate({ quick: true })
 */
export async function calibrate(
  given: CalibratePlanInput = {},
  options: CalibrateOptions = {},
): Promise<CalibrateOutcome> {
  const { signal, clock } = resolveIo(options)
  const { quick, streams, tokensPerSecond, seconds, limitMs, transport, workers } = checkedInput(CalibratePlan, given, {
    problem: 'the plan cannot be measured',
    schemaName: 'CalibratePlan',
  })
  const pace = quick ? paces.quick : paces.full
  const ladder = streams ?? pace.ladder
  const server = await startCalibrationServer({ tokensPerSecond, maxStreams: Math.max(...ladder), signal })
  try {
    const calibration = await climb({
      // One server for all steps: its rate does not depend on the number of streams.
      startServer: async () => ({ ...server, close: async () => {} }),
      ladder: ladder.map((each) => ({ streams: each, tokensPerSecond })),
      seconds: seconds ?? pace.seconds,
      budgetMs: pace.budgetMs,
      limitMs,
      transport,
      workers,
      signal,
      clock,
      ...(options.onStep ? { onStep: options.onStep } : {}),
    })
    return { calibration, path: await saveCalibration(calibration) }
  } finally {
    await server.close()
  }
}
