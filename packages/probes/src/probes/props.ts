import { defineProbe } from './define-probe.js'

export const props = defineProbe({
  kind: 'surface',
  name: 'props',
  description: 'Slots, context length per slot, build and chat template',
  foundOn: 'llama.cpp',
  path: '/props',
  content: 'json',
  evidence: false,
})
