import { strikeAfter } from './at-chunk.js'
import { defineFault, milliseconds } from './define-fault.js'
import { wait } from './wait.js'

/** Content chunks before it: enough for a first and a later token. */
const chunksBefore = 3

export const stall = defineFault({
  name: 'stall',
  description: 'falls silent in the middle of the stream, then goes on',
  streamOnly: true,
  argument: milliseconds(600_000),
  create(ms) {
    const strikes = strikeAfter(chunksBefore)
    return {
      async afterEvent(event, context) {
        if (!strikes(event)) return 'continue'
        return (await wait(ms, context)) ? 'continue' : 'end'
      },
    }
  },
})
