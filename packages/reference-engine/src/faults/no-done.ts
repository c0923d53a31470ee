import { defineFault } from './define-fault.js'

export const noDone = defineFault({
  name: 'no-done',
  description: 'ends the stream after the last event without [DONE]',
  streamOnly: true,
  argument: null,
  create: () => ({ event: (event) => (event.kind === 'done' ? [] : [event]) }),
})
