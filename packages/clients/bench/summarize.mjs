// Medians over rounds, and the ratios to the other clients measured in the same run.

export const median = (values) => {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b)
  if (sorted.length === 0) return null
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** One line per regime and variant. Rounds that lost an event are counted, never averaged. */
export function summarize(results) {
  const lines = []
  for (const regime of new Set(results.map((each) => each.regime))) {
    const here = results.filter((each) => each.regime === regime)
    const rates = {}
    for (const variant of new Set(here.map((each) => each.variant))) {
      const rounds = here.filter((each) => each.variant === variant)
      const good = rounds.filter((each) => each.complete)
      rates[variant] = median(good.map((each) => each.eventsPerCpuSecond))
      lines.push({
        kind: 'summary',
        regime,
        variant,
        rounds: rounds.length,
        incomplete: rounds.length - good.length,
        eventsPerCpuSecond: rates[variant],
        microsecondsPerEvent: rates[variant] ? 1e6 / rates[variant] : null,
        stampErrorMs: {
          steadyP50: median(good.map((each) => each.steady?.p50)),
          steadyP99: median(good.map((each) => each.steady?.p99)),
          allP50: median(good.map((each) => each.all?.p50)),
          allP99: median(good.map((each) => each.all?.p99)),
        },
        maxRssMb: median(good.map((each) => each.maxRssMb)),
      })
    }
    for (const line of lines.filter((each) => each.regime === regime)) {
      line.timesOpenai = rates.openai && line.eventsPerCpuSecond ? line.eventsPerCpuSecond / rates.openai : null
      line.timesAiohttp = rates.aiohttp && line.eventsPerCpuSecond ? line.eventsPerCpuSecond / rates.aiohttp : null
    }
  }
  return lines
}
