import { defineFault } from './define-fault.js'

export const notFound = defineFault({
  name: 'not-found',
  description: 'answers 404, as for a model that is not served',
  streamOnly: false,
  argument: null,
  create: () => ({
    beforeAnswer: async ({ dialect }) =>
      dialect.error({ kind: 'model_not_found', message: 'The model does not exist.', param: 'model' }),
  }),
})
