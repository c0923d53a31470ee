import type { TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { defineFairnessCheck } from './define-fairness-check.js'

/** A collection of garbage now and then is no saturation; one round in ten is. */
const TOLERATED_SHARE = 0.1

export const clientSaturation = defineFairnessCheck({
  subject: 'client saturation',
  check(captures) {
    const told = captures.map(({ label, client }) =>
      client === null || client.rounds === 0
        ? `${label}: not told`
        : `${label}: ${client.saturatedRounds} of ${client.rounds} rounds${client.reasons[0] ? ` (${client.reasons[0]})` : ''}`,
    )
    const evidence = told.join('; ')
    if (captures.some(({ client }) => client === null || client.rounds === 0)) return { result: 'unknown', evidence }
    const transports = new Set(captures.map(({ client }) => `${client?.transport}/${client?.stampSource}`))
    if (transports.size > 1) return { result: 'differs', evidence: `read by different transports; ${evidence}` }
    return { result: new Set(captures.map(isSaturated)).size > 1 ? 'differs' : 'same', evidence }
  },
})

/** Whether the client was at its limit in so many rounds that the numbers may be its own. */
export function isSaturated({ client }: TargetCapture): boolean {
  return client !== null && client.rounds > 0 && client.saturatedRounds > client.rounds * TOLERATED_SHARE
}
