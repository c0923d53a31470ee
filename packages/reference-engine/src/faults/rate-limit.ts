import { defineFault } from './define-fault.js'

export const rateLimit = defineFault({
  name: 'rate-limit',
  description: 'answers 429 with Retry-After',
  streamOnly: false,
  argument: { name: 'seconds', unit: 's', default: 1, min: 0, max: 86_400 },
  create: (seconds) => ({
    async beforeAnswer({ dialect }) {
      const answer = dialect.error({ kind: 'rate_limited', message: 'Rate limit reached' })
      return { ...answer, status: 429, headers: { ...answer.headers, 'retry-after': String(seconds) } }
    },
  }),
})
