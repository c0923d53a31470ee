import { chunkText, withChunkText } from './chunk-text.js'
import { defineFault } from './define-fault.js'

export const silentFirst = defineFault({
  name: 'silent-first',
  description: 'sends the first tokens as empty deltas, their text with the first chunk that has some',
  streamOnly: true,
  argument: { name: 'tokens', unit: 'content chunks', default: 1, min: 1, max: 1000 },
  create(tokens) {
    let left = tokens
    let held = ''
    return {
      event(event) {
        const text = chunkText(event)
        if (event.kind !== 'content' || text === null) return [event]
        const said = held + text
        const silent = left > 0
        left -= 1
        held = silent ? said : ''
        return [withChunkText(event, silent ? '' : said)]
      },
    }
  },
})
