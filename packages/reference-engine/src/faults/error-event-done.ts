import { strikeAfter } from './at-chunk.js'
import { afterChunks, defineFault } from './define-fault.js'

export const errorEventDone = defineFault({
  name: 'error-event-done',
  description: 'an error event in the middle of the stream, then [DONE], as if it had ended well',
  streamOnly: true,
  argument: afterChunks(3),
  create(after) {
    const strikes = strikeAfter(after)
    return {
      async afterEvent(event, { dialect, response, write }) {
        if (!strikes(event)) return 'continue'
        await write(dialect.frame(JSON.stringify(dialect.streamError.body('the engine failed'))))
        await write(dialect.frame('[DONE]'))
        response.end()
        return 'end'
      },
    }
  },
})
