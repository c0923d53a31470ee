import { defineFault } from './define-fault.js'

export const serverError = defineFault({
  name: 'server-error',
  description: 'answers 500',
  streamOnly: false,
  argument: null,
  create: () => ({
    beforeAnswer: async ({ dialect }) => ({
      ...dialect.error({ kind: 'internal', message: 'the engine failed' }),
      status: 500,
    }),
  }),
})
