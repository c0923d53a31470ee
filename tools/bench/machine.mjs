// What the figures were measured on, without naming the machine.
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

/** `load` above the number of cores means that others were at work, and that times and tails are theirs too. */
export function describeMachine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_gb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]}`,
    node: process.version,
    load: Math.round(100 * loadavg()[0]) / 100,
  }
}

/** Share of all cores' time since `before` that was busy, 0 to 1; `null` where the system does not tell. */
export function busySince(before) {
  const now = processorTimes()
  if (!before || !now || now.all === before.all) return null
  return 1 - (now.idle - before.idle) / (now.all - before.all)
}

export function processorTimes() {
  try {
    const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/)
    const times = fields.slice(0, 8).map(Number)
    return { idle: times[3] + times[4], all: times.reduce((sum, each) => sum + each, 0) }
  } catch {
    return null
  }
}
