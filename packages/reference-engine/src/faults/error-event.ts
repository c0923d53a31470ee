import { strikeAfter } from './at-chunk.js'
import { afterChunks, defineFault } from './define-fault.js'

export const errorEvent = defineFault({
  name: 'error-event',
  description: 'an error event in the middle of the stream, which ends there without [DONE]',
  streamOnly: true,
  argument: afterChunks(3),
  create(after) {
    const strikes = strikeAfter(after)
    return {
      async afterEvent(event, { dialect, response, write }) {
        if (!strikes(event)) return 'continue'
        await write(dialect.frame(JSON.stringify(dialect.streamError.body('the engine failed'))))
        response.end()
        return 'end'
      },
    }
  },
})
