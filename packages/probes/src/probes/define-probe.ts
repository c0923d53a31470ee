import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { HostAccess } from '../environment/host-access.js'

type Described = {
  /** As in the file's name. */
  readonly name: string
  readonly description: string
  /** Which engines or machines have it. */
  readonly foundOn: string
}

/** A surface of the target, asked once before and once after the measured phase. */
export type SurfaceProbe = Described & {
  readonly kind: 'surface'
  /** Under the root of the target, `/v1` included where it belongs there. */
  readonly path: string
  /** What the answer has to be; anything else is a gap. */
  readonly content: 'json' | 'metrics' | 'text'
  /** Whether marker lines in it count as path evidence. */
  readonly evidence: boolean
}

/** Something of the machine that is read again and again during the run. */
type ResourceProbe = Described & {
  readonly kind: 'resource'
  /** `null` where this machine or run does not have it, which is no error. */
  open(context: ResourceContext): Promise<ResourceReader | null>
}

export type Probe = SurfaceProbe | ResourceProbe

export type ResourceContext = {
  readonly host: HostAccess
  readonly clock: Clock
  /** Process of a target on this machine; `null` for a remote one. */
  readonly pid: number | null
}

export interface ResourceReader {
  /** What is so now. Empty where nothing could be read this time. Never throws. */
  read(): Promise<readonly ResourceReading[]>
}

/** Quantities carry their unit in the name: `resident_bytes`, `cpu_cores`, `utilization` (0 to 1), `power_w`. */
export type ResourceReading = {
  /** `pid 4711`, `gpu 0`. */
  readonly device: string
  readonly values: Readonly<Record<string, number>>
}

/**
 * Declares a probe. The package's own are one file of this folder each, and a line in the list; one of a library user is handed to
 * `observeTarget`: `probes: [...probes, mine]`.
 */
export function defineProbe<P extends Probe>(probe: P): P {
  return probe
}
