import { defineFault } from './define-fault.js'

export const overloaded = defineFault({
  name: 'overloaded',
  description: 'answers 503',
  streamOnly: false,
  argument: null,
  create: () => ({
    beforeAnswer: async ({ dialect }) => ({
      ...dialect.error({ kind: 'unavailable', message: 'the engine is starting' }),
      status: 503,
    }),
  }),
})
