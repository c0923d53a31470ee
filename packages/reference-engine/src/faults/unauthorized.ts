import { defineFault } from './define-fault.js'

export const unauthorized = defineFault({
  name: 'unauthorized',
  description: 'answers 401',
  streamOnly: false,
  argument: null,
  create: () => ({
    beforeAnswer: async ({ dialect }) => dialect.error({ kind: 'unauthorized', message: 'Invalid API key' }),
  }),
})
