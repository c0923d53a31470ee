import { z } from 'zod'
import { defineLoadKind } from './define-load-kind.js'

export const batch = defineLoadKind({
  name: 'batch',
  description: 'requests released together at one instant; further ones wait until the batch is done',
  fields: { size: z.int().positive() },
  drive: 'batches',
  text: ({ size }) => (size === 1 ? 'one at a time' : `${size} at once`),
  places: ({ size }) => size,
  withPlaces: (load, size) => ({ ...load, size }),
  *dueTimes({ size }) {
    for (let i = 0; i < size; i += 1) yield 0
    for (;;) yield null
  },
})
