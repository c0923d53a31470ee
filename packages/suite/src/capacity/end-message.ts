import type { CapacityEnd, CapacityQuestion, ProbedLoad } from '@sagellm-benchmark/protocol-types/sweeps'

type Found = {
  readonly low: number | null
  readonly high: number | null
  readonly estimate: number | null
  readonly ended: CapacityEnd
  readonly question: CapacityQuestion
  readonly probes: readonly ProbedLoad[]
}

/** What a search found, and why it ended, in one or two sentences. */
export function endMessage(found: Found): string {
  return `${answer(found)} ${reason(found)}`.trim()
}

function answer({ low, high, estimate, question }: Found): string {
  const { by, slo, confidence } = question
  const unit = by === 'rate' ? 'req/s' : 'requests in flight'
  const limits = slo.join(', ')
  const sure = `with ${percent(confidence)} confidence`
  if (low !== null && high !== null)
    return `The highest load that meets ${limits} lies between ${text(low)} and ${text(high)} ${unit} ${sure}${estimate === null ? '' : ` (most likely ${text(estimate)})`}.`
  if (low !== null) return `${text(low)} ${unit} meet ${limits} ${sure}; no load was shown that does not.`
  if (high !== null) return `${text(high)} ${unit} do not meet ${limits} ${sure}; no load was shown that does.`
  return `No load was shown to meet ${limits}, and none not to.`
}

function reason({ low, high, ended, question, probes }: Found): string {
  const asked = percent(question.precision)
  switch (ended) {
    case 'found':
      return ''
    case 'budget':
      return `The time was over before the interval was as narrow as ${asked}${low !== null && high !== null ? `: it is ${percent(high / low - 1)}` : ''}. --resume with a longer --budget goes on; a wider --precision asks for less.`
    case 'interrupted':
      return 'The search was interrupted; --resume goes on with it.'
    case 'fails_at_least_load':
      return `That is the least load that was to be tried (${text(question.low ?? 0)}): give a lower one with --between, or wider limits.`
    case 'meets_at_highest_load':
      return `That is the highest load that was to be tried: give a higher one with --between.`
    case 'client_limit': {
      const why = [...new Set(probes.flatMap(({ reasons }) => reasons))].join('; ')
      return `Higher loads could not be judged, so that nothing is said of the server there: ${why}.`
    }
    case 'contradiction':
      return 'A load was shown to meet the limits, and a lower one not to: the server changed while it was measured, or its latencies do not grow with the load.'
  }
}

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`
const text = (load: number) => String(Number(load.toPrecision(3)))
