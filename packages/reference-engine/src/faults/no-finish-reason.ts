import { defineFault } from './define-fault.js'
import { withoutReason } from './without-reason.js'

export const noFinishReason = defineFault({
  name: 'no-finish-reason',
  description: 'sends everything but the finish reason',
  streamOnly: true,
  argument: null,
  create: () => ({ event: (event) => (event.kind === 'finish' ? [] : [withoutReason(event)]) }),
})
