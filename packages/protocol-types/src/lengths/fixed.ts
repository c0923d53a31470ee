import { z } from 'zod'
import { defineLengthKind } from './define-length-kind.js'

export const fixed = defineLengthKind({
  name: 'fixed',
  description: 'always the same',
  fields: { tokens: z.int().positive() },
  text: ({ tokens }) => `${tokens}`,
  mean: ({ tokens }) => tokens,
  largest: ({ tokens }) => tokens,
  draw: ({ tokens }) => tokens,
})
