import { type Load, reached } from './load.js'
import type { LoadShape } from './load-shape.js'

/**
 * A fixed number of places: each reply is followed at once, or after the pause of a user who thinks, by the place's next request.
 * The places open one after the other, evenly over the opening time.
 */
export async function closedLoop(load: Load, { places, openingMs, pauseAfterMs }: LoadShape): Promise<void> {
  const count = places ?? 1
  const stepMs = openingMs / count

  const slot = async (number: number) => {
    if (!(await reached(load, load.startedAt + number * stepMs))) return
    for (let planned = await load.take(); planned; planned = await load.take()) {
      await load.send(planned)
      const pauseMs = pauseAfterMs(planned)
      if (pauseMs > 0 && !(await reached(load, load.clock.now() + pauseMs))) return
    }
  }
  await Promise.all(Array.from({ length: count }, (_, number) => slot(number)))
}
