import { strikeAfter } from './at-chunk.js'
import { afterChunks, defineFault, type Fault } from './define-fault.js'

export const errorEvent = defineFault({
  name: 'error-event',
  description: 'an error event in the middle of the stream, which ends there without [DONE]',
  streamOnly: true,
  argument: afterChunks(3),
  create: endingWithError({ done: false }),
})

/** Ends a stream with an error event after some chunks. `done`: [DONE] follows it. */
export function endingWithError({ done }: { readonly done: boolean }): Fault['create'] {
  return (after) => {
    const strikes = strikeAfter(after)
    return {
      async afterEvent(event, { dialect, response, write }) {
        if (!strikes(event)) return 'continue'
        await write(dialect.frame(JSON.stringify(dialect.streamError.body('the engine failed'))))
        if (done) await write(dialect.frame('[DONE]'))
        response.end()
        return 'end'
      },
    }
  }
}
