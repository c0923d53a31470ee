import { defineFault, milliseconds } from './define-fault.js'

export const refuse = defineFault({
  name: 'refuse',
  description: 'resets the connection before any answer and refuses new ones for a while, as a server that restarts',
  streamOnly: false,
  argument: milliseconds(500),
  create: (ms) => ({
    async beforeAnswer({ socket, refuseConnections }) {
      refuseConnections(ms)
      socket.resetAndDestroy()
      return 'answered'
    },
  }),
})
