import { defineFault } from './define-fault.js'

export const coalesce = defineFault({
  name: 'coalesce',
  description: 'keeps writes back and sends several in one, as a proxy with a buffer does',
  streamOnly: true,
  argument: { name: 'writes', unit: 'writes', default: 4, min: 2, max: 100_000 },
  create(writes) {
    let held: Buffer[] = []
    return {
      pieces(bytes, last) {
        held.push(bytes)
        if (held.length < writes && !last) return []
        const out = Buffer.concat(held)
        held = []
        return [out]
      },
    }
  },
})
