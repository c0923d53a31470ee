// What every Node variant measures itself with.
import { writeFileSync } from 'node:fs'

/** User and system CPU of this process so far, seconds. */
export function cpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Add to performance.now() to get CLOCK_MONOTONIC, ms: the midpoint of the tightest bracket seen. */
export function monotonicOffsetMs() {
  let best = { width: Number.POSITIVE_INFINITY, offset: 0 }
  for (let tries = 0; tries < 1000; tries += 1) {
    const before = performance.now()
    const [seconds, nanoseconds] = process.hrtime()
    const after = performance.now()
    if (after - before < best.width) {
      best = { width: after - before, offset: seconds * 1e3 + nanoseconds / 1e6 - (before + after) / 2 }
    }
  }
  return best.offset
}

/** Prints the result line, and writes all stamps on CLOCK_MONOTONIC where a file is asked for. */
export function finish({ stampsFile, cpu, errors, offset, stamps }) {
  if (stampsFile !== '-') {
    const all = Float64Array.from(stamps.flat(), (stamp) => stamp + offset)
    writeFileSync(stampsFile, new Uint8Array(all.buffer))
  }
  console.log(
    JSON.stringify({
      events: stamps.reduce((total, each) => total + each.length, 0),
      cpuSeconds: cpu,
      maxRssMb: process.resourceUsage().maxRSS / 1024,
      errors,
    }),
  )
}
