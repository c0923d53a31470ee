import { defineFault } from './define-fault.js'

export const wrongContentType = defineFault({
  name: 'wrong-content-type',
  description: 'sends the answer as text/html, as an error page of a proxy comes',
  streamOnly: false,
  argument: null,
  create: () => ({ headers: (headers) => ({ ...headers, 'content-type': 'text/html; charset=utf-8' }) }),
})
