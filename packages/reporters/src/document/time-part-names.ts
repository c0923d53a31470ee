/** The parts in the order of a request, under the names that reports give them. */
export const partLabels = {
  clientWaitMs: 'wait in the client',
  connectMs: 'connect and write',
  networkMs: 'network',
  queueMs: 'queue',
  prefillMs: 'prefill',
  coalescingMs: 'decode, unseen',
  decodeMs: 'decode',
  unknownMs: 'unknown',
} as const

export const partNames = Object.keys(partLabels) as (keyof typeof partLabels)[]
