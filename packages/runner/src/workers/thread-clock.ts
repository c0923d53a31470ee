import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'

/** The clock of a load thread: with a timer of the system for due times where there is one, else the usual one. */
export async function threadClock(): Promise<Clock> {
  try {
    const { kernelClock } = await import('@sagellm-benchmark/kernel-transport')
    return await kernelClock()
  } catch {
    // An optional package.
    return systemClock()
  }
}
