import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { readCalibration } from '@sagellm-benchmark/runner/calibration'
import type { OpenTarget } from '../targets/define-target.js'

/** How far this machine's client can be trusted with a target; `null` where it was never measured, or has no network. */
export async function clientCalibration({ client }: OpenTarget, workers: number): Promise<CalibrationFile | null> {
  const { transport } = client.identity
  return transport === 'in_process' ? null : readCalibration({ transport, workers })
}
