import { defineFault } from './define-fault.js'

export const crlf = defineFault({
  name: 'crlf',
  description: 'ends lines with CR LF, which the standard allows',
  streamOnly: true,
  argument: null,
  create: () => ({ frame: (text) => text.replaceAll('\n', '\r\n') }),
})
