import { createHash } from 'node:crypto'
import { availableParallelism, cpus, release } from 'node:os'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'

export type FingerprintOptions = { readonly transport: string; readonly workers: number }

/** What a calibration is valid for: the same processor, kernel, runtime, transport and number of load threads. */
export function machineFingerprint({
  transport,
  workers,
}: FingerprintOptions): Pick<CalibrationFile, 'fingerprint' | 'machine'> {
  const machine = {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    kernel: release(),
    runtime: `node ${process.version}`,
  }
  const text = JSON.stringify([
    machine.cpu,
    machine.cores,
    machine.kernel,
    machine.runtime,
    transport,
    'load threads',
    workers,
  ])
  return { fingerprint: createHash('sha256').update(text).digest('hex').slice(0, 20), machine }
}
