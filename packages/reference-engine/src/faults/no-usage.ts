import { defineFault } from './define-fault.js'

export const noUsage = defineFault({
  name: 'no-usage',
  description: 'leaves the usage out, wherever it would be',
  streamOnly: false,
  argument: null,
  create: () => ({
    event: (event) => {
      if (event.kind === 'usage') return []
      if (event.json === null || !('usage' in event.json)) return [event]
      const { usage: _, ...json } = event.json
      return [{ ...event, json }]
    },
    frame(text, event) {
      if (event.kind !== 'reply') return text
      const { usage: _, ...json } = event.json ?? {}
      return JSON.stringify(json)
    },
  }),
})
