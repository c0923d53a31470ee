import type { RoundsOverhead, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { isOverloaded } from '../side-evidence.js'
import { defineFairnessCheck } from './define-fairness-check.js'

export const clientSaturation = defineFairnessCheck({
  subject: 'client saturation',
  check(captures) {
    const texts = captures.map(({ label, client }) =>
      client === null || client.rounds === 0
        ? `${label}: not known`
        : `${label}: ${client.saturatedRounds} of ${client.rounds} rounds${client.reasons[0] ? ` (${client.reasons[0]})` : ''}${stampsText(client)}`,
    )
    const evidence = texts.join('; ')
    if (captures.some(({ client }) => client === null || client.rounds === 0)) return { result: 'unknown', evidence }
    const transports = new Set(captures.map(({ client }) => `${client?.transport}/${client?.stampSource}`))
    if (transports.size > 1) return { result: 'differs', evidence: `read by different transports; ${evidence}` }
    const saturated = captures.filter(isSaturated).length
    if (saturated === 0) return { result: 'same', evidence }
    if (saturated < captures.length) return { result: 'differs', evidence }
    return { result: 'not_met', evidence: `saturated at every target, so there is no verdict; ${evidence}` }
  },
})

function stampsText({ stampErrorMs }: RoundsOverhead): string {
  return stampErrorMs === null ? '' : `, stamps up to ${stampErrorMs.toFixed(1)} ms late (calibrated p99)`
}

/** Whether the client was at its limit in so many rounds, of all or of one cell, that the numbers may be its own. */
export function isSaturated({ client, cells }: TargetCapture): boolean {
  return isOverloaded(client) || cells.some((cell) => isOverloaded(cell.client))
}
