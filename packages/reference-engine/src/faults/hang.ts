import { defineFault, milliseconds } from './define-fault.js'
import { wait } from './wait.js'

export const hang = defineFault({
  name: 'hang',
  description: 'accepts the request and never answers; gives the connection up after the given time',
  streamOnly: false,
  argument: milliseconds(600_000),
  create: (ms) => ({
    async beforeAnswer(context) {
      if (await wait(ms, context)) context.socket.destroy()
      return 'answered'
    },
  }),
})
