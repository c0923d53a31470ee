import { type Load, reached } from './load.js'
import type { LoadShape } from './load-shape.js'
import { createRefusalPause } from './refusal-pause.js'

/**
 * A fixed number of places: each reply is followed at once, or after the pause of a user who thinks, by the place's next request.
 * The places open one after the other, evenly over the opening time. A place whose request reached no server rests before the next.
 */
export async function closedLoop(load: Load, { places, openingMs, pauseAfterMs }: LoadShape): Promise<void> {
  const count = places ?? 1
  const stepMs = openingMs / count

  const slot = async (number: number) => {
    const refusal = createRefusalPause()
    let restMs = 0
    if (!(await reached(load, load.startedAt + number * stepMs))) return
    for (let planned = await load.take(); planned; planned = await load.take()) {
      const record = await load.send(planned, restMs > 0 ? { flag: 'paused_after_refusal' } : {})
      restMs = refusal.after(record)
      const pauseMs = Math.max(pauseAfterMs(planned), restMs)
      if (pauseMs > 0 && !(await reached(load, load.clock.now() + pauseMs))) return
    }
  }
  await Promise.all(Array.from({ length: count }, (_, number) => slot(number)))
}
