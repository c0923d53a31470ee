import { invalidArgument } from '../errors/bench-error.js'

/** The version of the Protocol; the package that these types were read from is isagellm-protocol 0.5.4.16. */
export const PROTOCOL_VERSION = '0.1'

/**
 * The version that both sides speak: the newest, for a client of the same or an older minor version.
 *
 * @throws BenchError `invalid_argument` for a client of a newer version, and for text that is not MAJOR.MINOR.
 * @example negotiateVersion('0.0') // '0.1'
 */
export function negotiateVersion(client: string): string {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(client) ?? []
  if (major === undefined || minor === undefined)
    throw invalidArgument('version', client, 'give it as MAJOR.MINOR, such as 0.1')
  const [ownMajor, ownMinor] = PROTOCOL_VERSION.split('.').map(Number) as [number, number]
  if (Number(major) !== ownMajor || Number(minor) > ownMinor)
    throw invalidArgument('version', client, `this side speaks ${PROTOCOL_VERSION}`)
  return PROTOCOL_VERSION
}

const frozen: ReadonlySet<string> = new Set([
  'CollectiveRequest',
  'CollectiveResponse',
  'CommGroupInfo',
  'CompressionConfig',
  'ErrorCode',
  'KVAllocateParams',
  'KVEvictParams',
  'KVEvictReason',
  'KVFreeParams',
  'KVHandle',
  'KVHookPayload',
  'KVMigrateParams',
  'KVPrefetchParams',
  'Metrics',
  'QuantizationConfig',
  'Request',
  'Response',
  'SparseConfig',
  'SpeculativeDecodingConfig',
  'StreamEvent',
  'StreamEventStart',
  'StreamEventDelta',
  'StreamEventEnd',
  'Timestamps',
])

/** Whether a type, by its name in the package, changes no more within a major version. */
export function isInterfaceFrozen(name: string): boolean {
  return frozen.has(name)
}

/** The version since which such a type is frozen; `null` for every other name. */
export function interfaceSinceVersion(name: string): string | null {
  return frozen.has(name) ? '0.1' : null
}
