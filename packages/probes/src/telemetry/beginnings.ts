import type { MetricSample } from '../prometheus/metric-page.js'
import { seriesKey } from './series-key.js'

/** Watches the times at which a server, and each of its counters, say that they began. */
export interface Beginnings {
  /** All samples of the next page. */
  add(samples: readonly MetricSample[]): void
  /** Whether one of them moved: the server began anew, although its counters may have grown past their old values. */
  readonly moved: boolean
}

/**
 * Some exporters work the start of their process out anew for each page, from the uptime of the machine, so that it moves by some
 * hundredths of a second. No server restarts and answers within this time.
 */
const TOLERANCE_S = 1

const processStart = 'process_start_time_seconds'

/** Of a counter or histogram, as OpenMetrics puts it beside them: Unix seconds. A smaller number is a count of things that were created. */
function isCreation({ name, value }: MetricSample): boolean {
  return name.endsWith('_created') && value >= 1e9
}

/** A watch that has seen no page. */
export function createBeginnings(): Beginnings {
  const times = new Map<string, number>()
  let moved = false
  return {
    add(samples) {
      for (const sample of samples) {
        const { name, labels, value } = sample
        if (!Number.isFinite(value) || !(name === processStart || isCreation(sample))) continue
        const key = `${name}${seriesKey(labels)}`
        const known = times.get(key)
        if (known === undefined) times.set(key, value)
        else if (Math.abs(value - known) > TOLERANCE_S) moved = true
      }
    },
    get moved() {
      return moved
    },
  }
}
