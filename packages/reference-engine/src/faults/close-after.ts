import { defineFault } from './define-fault.js'

export const closeAfter = defineFault({
  name: 'close-after',
  description:
    'closes the connection right after the last chunk, though the head announced to keep it, as llama-server does',
  streamOnly: true,
  argument: null,
  create: () => ({
    async beforeAnswer({ response, socket }) {
      // `finish`: the last chunk is with the kernel; the close follows it in the same instant.
      response.once('finish', () => socket.end())
      return undefined
    },
  }),
})
