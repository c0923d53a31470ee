import { createRandom, deriveSeed, type RandomSource, sampleGamma } from '@sagellm-benchmark/protocol-types/random'
import type { RowFields } from './row-fields.js'
import { drawLength, type ServeGenClient, type ServeGenWindow } from './servegen-client.js'

type ServeGenOptions = {
  /** The same seed draws the same requests. */
  readonly seed: number
  /** Seconds of the record that are left out at its beginning. */
  readonly startSeconds: number
  /** Seconds that are wanted from there on; `null` = all. */
  readonly durationSeconds: number | null
}

type Drawn = { readonly at: number; readonly client: string; readonly input: number; readonly output: number }

/**
 * The requests of all clients in order of arrival, drawn window by window: as many as the rate of the window says, with gaps of its
 * distribution stretched to fill it, and lengths of the histograms that hold then. A part of the record is the same requests as in
 * the whole.
 *
 * @see "ServeGen: workload characterization and generation of large language model serving in production", 2025: clients composed
 */
export async function* serveGenRows(
  clients: readonly ServeGenClient[],
  { seed, startSeconds, durationSeconds }: ServeGenOptions,
): AsyncGenerator<RowFields> {
  const end = durationSeconds === null ? Number.POSITIVE_INFINITY : startSeconds + durationSeconds
  const windows = clients.flatMap((client) => client.windows.map((window) => ({ client, window })))
  windows.sort((a, b) => a.window.from - b.window.from)
  let number = 0
  for (let at = 0; at < windows.length; ) {
    const { from } = (windows[at] as (typeof windows)[number]).window
    const together: Drawn[] = []
    for (; windows[at]?.window.from === from; at += 1) {
      const { client, window } = windows[at] as (typeof windows)[number]
      if (from < end && from + window.seconds > startSeconds) together.push(...drawWindow(client, window, seed))
    }
    if (from >= end) return
    together.sort((a, b) => a.at - b.at)
    for (const each of together) {
      if (each.at < startSeconds || each.at >= end) continue
      number += 1
      const { client, input, output } = each
      yield {
        fields: { servegen_client: client, t: each.at, input_tokens: input, output_tokens: output },
        number,
        layout: 'json',
      }
    }
  }
}

function drawWindow(client: ServeGenClient, window: ServeGenWindow, seed: number): Drawn[] {
  const { from, seconds, rateRps, gaps } = window
  const lengths = client.lengths.findLast((each) => each.from <= from)
  if (lengths === undefined) return []
  const random = createRandom(deriveSeed(seed, 'servegen', client.name, from))
  const mean = rateRps * seconds
  // The part of a request that a slow client sends in a window is one in so many windows.
  const count = Math.floor(mean + random.uniform())
  let sum = 0
  const ends = Array.from({ length: count + 1 }, () => (sum += drawGap(gaps, random)))
  return ends.slice(0, count).map((end) => ({
    at: from + (seconds * end) / sum,
    client: client.name,
    input: drawLength(lengths.input, random),
    output: drawLength(lengths.output, random),
  }))
}

/** A gap of any scale: the window's rate decides. */
function drawGap({ kind, shape }: ServeGenWindow['gaps'], random: RandomSource): number {
  if (kind === 'Gamma') return sampleGamma(shape, random)
  // 1 - u lies in (0, 1], whose logarithm is finite.
  return (-Math.log(1 - random.uniform())) ** (1 / shape)
}
