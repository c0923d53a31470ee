import { defineFairnessCheck } from './define-fairness-check.js'

export const otherTraffic = defineFairnessCheck({
  subject: 'other traffic',
  check(captures) {
    const surpluses = captures.map(({ serverCounters, clientCounts }) =>
      serverCounters?.requests == null || clientCounts === null
        ? null
        : serverCounters.requests - clientCounts.requests,
    )
    const evidence = captures
      .map(({ label, serverCounters, clientCounts }, at) => {
        const surplus = surpluses[at]
        if (surplus == null) return `${label}: its counters are not known`
        const counts = `served ${serverCounters?.requests}, we sent ${clientCounts?.requests}`
        return surplus > 0 ? `${label}: ${counts}: ${surplus} came from elsewhere` : `${label}: ${counts}`
      })
      .join('; ')
    if (surpluses.some((surplus) => surplus !== null && surplus > 0)) return { result: 'differs', evidence }
    return { result: surpluses.includes(null) ? 'unknown' : 'same', evidence }
  },
})
