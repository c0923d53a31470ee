const WINDOW_MS = 10_000

type Ended = { readonly at: number; readonly tokens: number | null }

/** What ended within the last ten seconds, as rates per second. */
export interface RateWindow {
  /** @param tokens - of the request; `null` where nobody counted them. */
  add(at: number, tokens: number | null): void
  clear(): void
  /** @param since - when there was first anything to count, ms. */
  rates(now: number, since: number): { readonly rateRps: number | null; readonly outputTokensPerSecond: number | null }
}

export function createRateWindow(): RateWindow {
  let ended: Ended[] = []

  const forget = (now: number) => {
    const first = ended.findIndex(({ at }) => at >= now - WINDOW_MS)
    if (first !== 0) ended = first < 0 ? [] : ended.slice(first)
  }

  return {
    add(at, tokens) {
      ended.push({ at, tokens })
      if (ended.length % 256 === 0) forget(at)
    },
    clear() {
      ended = []
    },
    rates(now, since) {
      forget(now)
      const spanMs = Math.min(WINDOW_MS, now - since)
      if (ended.length === 0 || spanMs <= 0) return { rateRps: null, outputTokensPerSecond: null }
      const tokens = ended.reduce<number | null>(
        (sum, each) => (sum === null || each.tokens === null ? null : sum + each.tokens),
        0,
      )
      return {
        rateRps: (ended.length / spanMs) * 1000,
        outputTokensPerSecond: tokens === null ? null : (tokens / spanMs) * 1000,
      }
    },
  }
}
