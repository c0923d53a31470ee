import { defineFault } from './define-fault.js'
import { endingWithError, errorEvent } from './error-event.js'

export const errorEventDone = defineFault({
  ...errorEvent,
  name: 'error-event-done',
  description: 'an error event in the middle of the stream, then [DONE], as if it had ended well',
  create: endingWithError({ done: true }),
})
