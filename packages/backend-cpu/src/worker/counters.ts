const names = [
  'running',
  'waiting',
  'promptTokens',
  'generationTokens',
  'decodeSteps',
  'decodeSequences',
  'decodeSharedSteps',
  'kvUsedTokens',
] as const

type CounterName = (typeof names)[number]

/** Counters that one thread writes and the other reads at any moment, without a message. */
export type Counters = {
  readonly buffer: SharedArrayBuffer
  read(name: CounterName): number
  set(name: CounterName, value: number): void
  add(name: CounterName, amount: number): void
}

/** @param buffer - the other thread's; without one a fresh buffer of zeros. */
export function sharedCounters(
  buffer = new SharedArrayBuffer(names.length * Float64Array.BYTES_PER_ELEMENT),
): Counters {
  const values = new Float64Array(buffer)
  const slot = new Map<CounterName, number>(names.map((name, at) => [name, at]))
  const at = (name: CounterName): number => slot.get(name) as number
  return {
    buffer,
    read: (name) => values[at(name)] as number,
    set: (name, value) => void (values[at(name)] = value),
    add: (name, amount) => void (values[at(name)] = (values[at(name)] as number) + amount),
  }
}
