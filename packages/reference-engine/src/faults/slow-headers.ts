import { defineFault, milliseconds } from './define-fault.js'
import { wait } from './wait.js'

export const slowHeaders = defineFault({
  name: 'slow-headers',
  description: 'waits before the status line, then answers as usual',
  streamOnly: false,
  argument: milliseconds(1000),
  create: (ms) => ({
    beforeAnswer: async (context) => ((await wait(ms, context)) ? undefined : 'answered'),
  }),
})
