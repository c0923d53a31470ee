import type { StreamEvent } from '../server/stream-event.js'
import { defineFault, milliseconds } from './define-fault.js'
import { wait } from './wait.js'
import { withoutReason } from './without-reason.js'

export const endless = defineFault({
  name: 'endless',
  description: 'repeats the last content chunk for ever, so many ms apart, instead of ending',
  streamOnly: true,
  argument: milliseconds(5),
  create(ms) {
    let last: StreamEvent | null = null
    let ending = false
    return {
      // Nothing may tell of an end: neither a reason on the last delta nor an event of the end itself.
      event(event) {
        if (event.kind === 'content') last = withoutReason(event)
        else ending ||= event.kind === 'finish' || event.kind === 'usage' || event.kind === 'done'
        return last !== null && (ending || event.kind === 'content') ? [last] : [event]
      },
      async afterEvent(_, context) {
        if (!ending || last === null) return 'continue'
        const text = context.dialect.frame(JSON.stringify(last.json))
        while (await wait(ms, context)) await context.write(text)
        return 'end'
      },
    }
  },
})
