import { strikeAfter } from './at-chunk.js'
import { afterChunks, defineFault } from './define-fault.js'

export const malformedJson = defineFault({
  name: 'malformed-json',
  description: 'breaks the JSON of one event, then goes on',
  streamOnly: true,
  argument: afterChunks(3),
  create(after) {
    const strikes = strikeAfter(after)
    // The end of the object is lost, the blank line that ends the event is not.
    return { frame: (text, event) => (strikes(event) ? text.replace(/\}(\s*)$/, '$1') : text) }
  },
})
