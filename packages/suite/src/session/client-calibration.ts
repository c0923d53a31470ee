import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { readCalibration } from '@sagellm-benchmark/runner/calibration'
import type { ResolvedIo } from '../io.js'
import type { OpenTarget } from '../targets/define-target.js'

/**
 * How far this machine's client can be trusted with a target; `null` where it was never measured, has no network, or has no thread
 * of its own, as the measured one had, and where it is to be left out.
 */
export async function clientCalibration(
  { client }: OpenTarget,
  { calibration }: Pick<ResolvedIo, 'calibration'>,
): Promise<CalibrationFile | null> {
  const { transport } = client.identity
  const workers = 'drive' in client ? client.threads : 0
  if (!calibration || transport === 'in_process' || workers === 0) return null
  return readCalibration({ transport, workers })
}
