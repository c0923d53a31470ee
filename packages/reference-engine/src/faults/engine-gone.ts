import { strikeAfter } from './at-chunk.js'
import { afterChunks, defineFault } from './define-fault.js'

/** In the words of sageLLM's gateway. */
const WORDS =
  '[Stream error: Stream execution failed: No healthy engines available for model reference (code: ErrorCode.UNAVAILABLE)]'

export const engineGone = defineFault({
  name: 'engine-gone',
  description:
    'the engine behind a gateway has died: status 200, and the error is the text of the chunk with the finish reason, then [DONE]',
  streamOnly: true,
  argument: afterChunks(0),
  create(after) {
    const strikes = strikeAfter(after)
    return {
      async afterEvent(event, { dialect, response, write }) {
        if (!strikes(event)) return 'continue'
        if (typeof event.json?.event === 'string') {
          await write(dialect.frame(JSON.stringify(dialect.streamError.body('No healthy engines available'))))
          response.end()
          return 'end'
        }
        const choice = { index: 0, delta: { role: null, content: WORDS }, finish_reason: 'stop' }
        await write(dialect.frame(JSON.stringify({ ...event.json, choices: [choice] })))
        await write(dialect.frame('[DONE]'))
        response.end()
        return 'end'
      },
    }
  },
})
