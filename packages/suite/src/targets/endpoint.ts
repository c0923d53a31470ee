import { defineTarget } from './define-target.js'
import { openEndpoint } from './open-endpoint.js'

/** A server that speaks the OpenAI API: one that is there, or one that a command starts. */
export const endpoint = defineTarget({
  kind: 'endpoint',
  description: 'an OpenAI-compatible server, reached over the network',
  open: openEndpoint,
})
