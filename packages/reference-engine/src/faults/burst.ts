import { defineFault } from './define-fault.js'

export const burst = defineFault({
  name: 'burst',
  description: 'keeps all writes back to the end, then sends them in a few, close together: a proxy or a tool parser',
  streamOnly: true,
  argument: { name: 'writes', unit: 'writes', default: 3, min: 1, max: 1000 },
  create(writes) {
    const held: Buffer[] = []
    return {
      pieces(bytes, last) {
        held.push(bytes)
        if (!last) return []
        const size = Math.ceil(held.length / writes)
        const groups = Array.from({ length: writes }, (_, at) => held.slice(at * size, (at + 1) * size))
        return groups.filter(({ length }) => length > 0).map((group) => Buffer.concat(group))
      },
    }
  },
})
