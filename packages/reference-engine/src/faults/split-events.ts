import { defineFault } from './define-fault.js'

export const splitEvents = defineFault({
  name: 'split-events',
  description: 'sends each event in several writes with pauses between',
  streamOnly: true,
  argument: { name: 'pieces', unit: 'pieces', default: 3, min: 2, max: 1000 },
  create: (pieces) => ({
    pieces(bytes) {
      const size = Math.max(1, Math.ceil(bytes.length / pieces))
      const count = Math.ceil(bytes.length / size)
      return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
    },
  }),
})
