import { mean, median } from './figures.mjs'

/**
 * What a run was by the logger's stamps, from exchanges of `exchangesOf`: TTFT from the first byte of the request to the first
 * event with text, TBT from there to the last event with text over the tokens that came after the first read. Each engine here
 * sends one event a token of this model, so that no rule about steps is needed.
 *
 * @param count - requests of the run.
 * @returns the fields of a row: requests, tokens of one prompt and of all answers, medians and means in ms, tokens a second.
 */
export function wireFigures(exchanges, count) {
  // A request that met a closed connection was sent again: its first exchange has no answer. What was sent before the run is a trial.
  const answered = exchanges.filter(({ events }) => events.length > 0).sort((a, b) => a.requestAt - b.requestAt)
  const requests = answered.slice(-count).map(requestFigures)
  const outputTokens = requests.reduce((sum, request) => sum + request.outputTokens, 0)
  const startedAt = Math.min(...requests.map((request) => request.requestAt))
  const endedAt = Math.max(...requests.map((request) => request.lastAt))
  return {
    requests: requests.length,
    promptTokens: theOne(requests.map((request) => request.promptTokens)),
    outputTokens,
    ttftMs: median(requests.map((request) => request.ttftMs)),
    tbtMs: mean(requests.map((request) => request.tbtMs).filter((each) => each !== null)),
    outputTps: outputTokens / ((endedAt - startedAt) / 1_000),
  }
}

function requestFigures({ requestAt, events }) {
  const texts = events.filter(({ data }) => textOf(data) !== '')
  const usage = events.map(({ data }) => data.usage).findLast((each) => each != null)
  const outputTokens = usage?.completion_tokens ?? texts.length
  const [firstAt, lastAt] = [texts[0].at, texts.at(-1).at]
  const later = outputTokens - texts.filter(({ at }) => at === firstAt).length
  const tbtMs = later > 0 ? (lastAt - firstAt) / later : null
  return {
    requestAt,
    lastAt,
    promptTokens: usage?.prompt_tokens ?? null,
    outputTokens,
    ttftMs: firstAt - requestAt,
    tbtMs,
  }
}

function textOf({ choices }) {
  const choice = choices?.[0]
  return choice?.delta?.content ?? choice?.delta?.reasoning_content ?? choice?.text ?? ''
}

/** The one value that all have; `null` where they differ. */
function theOne(values) {
  return values.every((value) => value === values[0]) ? values[0] : null
}
