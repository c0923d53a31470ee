import { defineFault } from './define-fault.js'

export const splitUtf8 = defineFault({
  name: 'split-utf8',
  description: 'cuts each write inside its first character of several bytes',
  streamOnly: true,
  argument: null,
  create: () => ({
    pieces(bytes) {
      const at = bytes.findIndex((byte) => byte >= 0xc0)
      return at < 0 ? [bytes] : [bytes.subarray(0, at + 1), bytes.subarray(at + 1)]
    },
  }),
})
