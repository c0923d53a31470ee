import { defineFault } from './define-fault.js'

export const wrongContentType = defineFault({
  name: 'wrong-content-type',
  description: 'sends the answer as text/html, the type of a proxy’s error page',
  streamOnly: false,
  argument: null,
  create: () => ({ headers: (headers) => ({ ...headers, 'content-type': 'text/html; charset=utf-8' }) }),
})
