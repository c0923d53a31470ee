import { defineFault } from './define-fault.js'

export const doubleUsage = defineFault({
  name: 'double-usage',
  description: 'sends the usage event twice',
  streamOnly: true,
  argument: null,
  create: () => ({ event: (event) => (event.kind === 'usage' ? [event, event] : [event]) }),
})
