import { BenchError } from '@sagellm-benchmark/protocol-types'
import { LengthBin, type LengthDistribution } from '@sagellm-benchmark/protocol-types/shapes'
import { z } from 'zod'

/** The distributions that a file of lengths holds. */
export type FileLengths = { readonly prompt: LengthDistribution; readonly output: LengthDistribution }

const bins = z.array(LengthBin).min(1)
const counts = z.record(z.string().regex(/^\d+$/), z.number().nonnegative())
const Ours = z.strictObject({ prompt: z.union([bins, counts]), output: z.union([bins, counts]) })
const ServeGen = z.record(
  z.string().regex(/^[\d.]+$/),
  z.looseObject({ input_tokens: z.string(), output_tokens: z.string() }),
)

/**
 * Distributions of lengths from the content of a JSON file: a histogram, `{"prompt": [{"from": 1, "to": 99, "weight": 3}], "output": {"64": 10, "128": 2}}`,
 * or a `chunk-N-dataset.json` of ServeGen, whose windows of time are put together with equal weights.
 *
 * @throws BenchError `corrupt_data` for a file that is neither, naming it.
 */
export function lengthsFromJson(json: unknown, path: string): FileLengths {
  const ours = Ours.safeParse(json)
  if (ours.success) return { prompt: histogramOf(ours.data.prompt, path), output: histogramOf(ours.data.output, path) }
  const windows = ServeGen.safeParse(json)
  if (windows.success && Object.keys(windows.data).length > 0) {
    const all = Object.entries(windows.data)
    const of = (field: 'input_tokens' | 'output_tokens') =>
      histogramOf(summed(all.map(([at, window]) => shares(window[field], `${field} of window ${at} of ${path}`))), path)
    return { prompt: of('input_tokens'), output: of('output_tokens') }
  }
  throw new BenchError('corrupt_data', `${path} holds no lengths: neither a histogram nor a data set of ServeGen`, {
    hint: 'write {"prompt": [{"from": 1, "to": 99, "weight": 3}], "output": {"64": 10}}',
  })
}

function histogramOf(given: z.infer<typeof bins> | z.infer<typeof counts>, path: string): LengthDistribution {
  const all = Array.isArray(given)
    ? given
    : Object.entries(given).map(([tokens, weight]) => ({ from: Number(tokens), to: Number(tokens), weight }))
  // A request of no tokens cannot be sent.
  const used = all.filter(({ from, weight }) => from > 0 && weight > 0)
  if (used.length > 0) return { kind: 'histogram', bins: used }
  throw new BenchError('corrupt_data', `${path} has a histogram without any length`, {
    hint: 'give at least one length above 0 a weight above 0',
  })
}

/** ServeGen writes a dictionary of Python as text: `{12: 0.5, 80: 0.5}`. */
function shares(text: string, place: string): Record<string, number> {
  const inner = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1]
  const pairs = (inner ?? 'no dictionary').split(',').filter((pair) => pair.trim() !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, tokens, share] = /^\s*['"]?(\d+)['"]?\s*:\s*(?:np\.float64\()?([\d.eE+-]+)\)?\s*$/.exec(pair) ?? []
      if (tokens === undefined || !(Number(share) >= 0))
        throw new BenchError(
          'corrupt_data',
          `${place}: ${JSON.stringify(pair.slice(0, 40))} is no length with its share`,
          {
            hint: 'it is a dictionary of Python such as {12: 0.5, 80: 0.5}',
          },
        )
      return [tokens, Number(share)]
    }),
  )
}

function summed(windows: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum = new Map<string, number>()
  for (const window of windows)
    for (const [tokens, share] of Object.entries(window)) sum.set(tokens, (sum.get(tokens) ?? 0) + share)
  return Object.fromEntries(sum)
}
