import { z } from 'zod'
import { defineLoadKind } from './define-load-kind.js'
import { rampUpSeconds, rampUpText } from './load-fields.js'

export const closed = defineLoadKind({
  name: 'closed',
  description: 'a fixed number of requests in flight: each reply releases the next request',
  fields: { concurrency: z.int().positive(), rampUpSeconds },
  drive: 'slots',
  text: (load) => [load.concurrency === 1 ? '1 stream' : `${load.concurrency} streams`, ...rampUpText(load)].join(', '),
  places: (load) => load.concurrency,
  withPlaces: (load, concurrency) => ({ ...load, concurrency }),
  openingSeconds: (load) => load.rampUpSeconds,
  *dueTimes() {
    for (;;) yield null
  },
})
