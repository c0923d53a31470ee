import { defineProbe } from './define-probe.js'

export const serverInfo = defineProbe({
  kind: 'surface',
  name: 'server-info',
  description: 'Arguments the server was started with, and its internal state',
  foundOn: 'SGLang',
  path: '/get_server_info',
  content: 'json',
  evidence: false,
})
