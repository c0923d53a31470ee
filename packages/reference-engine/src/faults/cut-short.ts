import { strikeAfter } from './at-chunk.js'
import { afterChunks, defineFault } from './define-fault.js'

export const cutShort = defineFault({
  name: 'cut-short',
  description: 'ends the stream in good order in its middle, without finish reason and [DONE]',
  streamOnly: true,
  argument: afterChunks(3),
  create(after) {
    const strikes = strikeAfter(after)
    return {
      async afterEvent(event, { response }) {
        if (!strikes(event)) return 'continue'
        response.end()
        return 'end'
      },
    }
  },
})
