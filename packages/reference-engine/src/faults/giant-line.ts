import { strikeAfter } from './at-chunk.js'
import { defineFault } from './define-fault.js'

export const giantLine = defineFault({
  name: 'giant-line',
  description: 'one event with a huge field that means nothing',
  streamOnly: true,
  argument: { name: 'kilobytes', unit: 'kB', default: 1024, min: 1, max: 65_536 },
  create(kilobytes) {
    const strikes = strikeAfter(2)
    return {
      event: (event) =>
        event.json !== null && strikes(event)
          ? [{ ...event, json: { ...event.json, padding: 'x'.repeat(kilobytes * 1000) } }]
          : [event],
    }
  },
})
