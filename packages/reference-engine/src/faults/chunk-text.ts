import type { StreamEvent } from '../server/stream-event.js'

type Fields = Record<string, unknown>

/** Where chat and plain completions, and reasoning under its names, hold the text of a chunk. */
const keys = ['content', 'reasoning_content', 'reasoning', 'text'] as const

/** The generated text of a chunk; `null` where it holds none, as an event without choices. */
export function chunkText(event: StreamEvent): string | null {
  const holder = holderOf(event)
  const key = holder && keys.find((each) => typeof holder[each] === 'string' && holder[each] !== '')
  return holder && key ? (holder[key] as string) : null
}

/** The same chunk with another text; under `content` or `text` where it had none. */
export function withChunkText(event: StreamEvent, text: string): StreamEvent {
  const [choice = {}] = (event.json?.choices ?? []) as Fields[]
  const holder = holderOf(event)
  if (!holder) return event
  const key =
    keys.find((each) => typeof holder[each] === 'string' && holder[each] !== '') ??
    ('text' in choice ? 'text' : 'content')
  const changed = { ...holder, [key]: text }
  if (isDelta(event)) return { ...event, json: changed }
  const own = holder === choice ? changed : { ...choice, delta: changed }
  return { ...event, json: { ...event.json, choices: [own] } }
}

/** A delta of sageLLM's Protocol is its own holder. */
function isDelta({ json }: StreamEvent): boolean {
  return json?.event === 'delta'
}

function holderOf(event: StreamEvent): Fields | null {
  if (isDelta(event)) return event.json
  const [choice] = (event.json?.choices ?? []) as Fields[]
  if (!choice) return null
  return (choice.delta as Fields | undefined) ?? choice
}
