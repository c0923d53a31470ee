import { strikeAfter } from './at-chunk.js'
import { afterChunks, defineFault } from './define-fault.js'

export const reset = defineFault({
  name: 'reset',
  description: 'resets the connection in the middle of the stream',
  streamOnly: true,
  argument: afterChunks(3),
  create(after) {
    const strikes = strikeAfter(after)
    return {
      async afterEvent(event, { socket }) {
        if (!strikes(event)) return 'continue'
        // A reset discards what the receiver has not read: without a pause it would take the chunks before it along.
        await new Promise((resolve) => setTimeout(resolve, 20))
        socket.resetAndDestroy()
        return 'end'
      },
    }
  },
})
