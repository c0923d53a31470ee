/**
 * The streamed answers of one connection, from its pieces `{ sent, at, bytes }`: what was asked, and each event with the
 * moment at which its last byte came. A connection that is used again holds several, one after the other.
 *
 * @returns `{ requestAt, body, events: [{ at, data }] }` each; times in ms of the logger's clock.
 */
export function exchangesOf(pieces) {
  const exchanges = []
  let current = null
  for (const { sent, at, bytes } of pieces) {
    if (sent) {
      if (current === null || current.received !== '')
        exchanges.push((current = { at, asked: '', received: '', events: [] }))
      current.asked += bytes.toString('latin1')
    } else if (current !== null) readEvents(current, at, bytes.toString('latin1'))
  }
  return exchanges
    .filter(({ asked }) => /^POST \S+completions\S* /.test(asked) && /"stream": ?true/.test(asked))
    .map(({ at, asked, events }) => ({ requestAt: at, body: asked.slice(asked.indexOf('\r\n\r\n') + 4), events }))
}

/** The frames of the transfer stand between events, never inside one: each of these servers writes an event at a time. */
function readEvents(exchange, at, text) {
  exchange.received += text
  const event = /data: ?(\{.*\})\r?\n\r?\n/g
  event.lastIndex = exchange.readTo ?? 0
  for (let found = event.exec(exchange.received); found !== null; found = event.exec(exchange.received)) {
    exchange.readTo = event.lastIndex
    exchange.events.push({ at, data: JSON.parse(Buffer.from(found[1], 'latin1').toString('utf8')) })
  }
}
