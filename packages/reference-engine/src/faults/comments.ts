import { defineFault } from './define-fault.js'

export const comments = defineFault({
  name: 'comments',
  description: 'puts a comment line before each event, as proxies and keep-alives do',
  streamOnly: true,
  argument: null,
  create: () => ({ frame: (text) => `: keep-alive\n\n${text}` }),
})
