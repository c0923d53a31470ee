import type { StreamEvent } from '../server/stream-event.js'

/** The event as if its choices went on. */
export function withoutReason(event: StreamEvent): StreamEvent {
  const choices = event.json?.choices
  if (!Array.isArray(choices)) return event
  return { ...event, json: { ...event.json, choices: choices.map((choice) => ({ ...choice, finish_reason: null })) } }
}
