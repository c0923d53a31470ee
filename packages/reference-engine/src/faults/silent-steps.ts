import { chunkText, withChunkText } from './chunk-text.js'
import { defineFault } from './define-fault.js'

export const silentSteps = defineFault({
  name: 'silent-steps',
  description:
    'holds the text of every so many-th chunk back and sends it with the next: a decode step with an empty delta',
  streamOnly: true,
  argument: { name: 'every', unit: 'content chunks', default: 10, min: 2, max: 1_000_000 },
  create(every) {
    let seen = 0
    let held = ''
    return {
      event(event) {
        const text = chunkText(event)
        if (event.kind === 'finish' && held !== '') {
          const last = withChunkText(event, held)
          held = ''
          return [last]
        }
        if (event.kind !== 'content' || text === null) return [event]
        seen += 1
        const silent = seen % every === 0 && !endsChoice(event.json)
        const said = held + text
        held = silent ? said : ''
        return [withChunkText(event, silent ? '' : said)]
      },
    }
  },
})

function endsChoice(json: Record<string, unknown> | null): boolean {
  const choices = (json?.choices ?? []) as { finish_reason?: unknown }[]
  return choices.some(({ finish_reason: reason }) => Boolean(reason))
}
