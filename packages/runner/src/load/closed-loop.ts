import { type Load, reached } from './load.js'

export type ClosedLoopShape = { readonly concurrency: number; readonly rampUpSeconds: number }

/**
 * A fixed number of requests in flight: each reply is followed at once by the next request. With a ramp the places open
 * one after the other, evenly.
 */
export async function closedLoop(load: Load, shape: ClosedLoopShape): Promise<void> {
  const { concurrency, rampUpSeconds } = shape
  const stepMs = (rampUpSeconds * 1000) / concurrency

  const slot = async (number: number) => {
    if (!(await reached(load, load.startedAt + number * stepMs))) return
    for (let planned = await load.take(); planned; planned = await load.take()) await load.send(planned)
  }
  await Promise.all(Array.from({ length: concurrency }, (_, number) => slot(number)))
}
