import { entryNamed } from '@sagellm-benchmark/protocol-types'
import { azureLlm } from './azure-llm.js'
import { bailian } from './bailian.js'
import { burstgpt } from './burstgpt.js'
import { custom } from './custom.js'
import type { TraceFormat } from './define-trace.js'
import { guidellm } from './guidellm.js'
import { inputsJson } from './inputs-json.js'
import { instructCoder } from './instruct-coder.js'
import { lineByLine } from './line-by-line.js'
import { lmsysChat } from './lmsys-chat.js'
import { longbench } from './longbench.js'
import { mooncake } from './mooncake.js'
import { openaiBatch } from './openai-batch.js'
import { rawPayload } from './raw-payload.js'
import { servegen } from './servegen.js'
import { sharegpt } from './sharegpt.js'
import { singleTurn } from './single-turn.js'
import { speedBench } from './speed-bench.js'
import { timedTrace } from './timed-trace.js'
import { times } from './times.js'
import { visionArena } from './vision-arena.js'
import { wildchat } from './wildchat.js'
import { workloadTrace } from './workload-trace.js'

/** Every format of recorded requests. Of two that fit a file, the first is taken. */
export const traceFormats: readonly TraceFormat[] = [
  times,
  bailian,
  mooncake,
  azureLlm,
  burstgpt,
  timedTrace,
  servegen,
  openaiBatch,
  workloadTrace,
  inputsJson,
  rawPayload,
  guidellm,
  speedBench,
  visionArena,
  lmsysChat,
  wildchat,
  custom,
  sharegpt,
  longbench,
  instructCoder,
  singleTurn,
  lineByLine,
]

/**
 * @param own - formats beside those of the project; one of the same name takes the place of the project's.
 * @throws BenchError `invalid_argument` for an unknown name, listing what exists.
 */
export function traceFormatNamed(name: string, own: readonly TraceFormat[] = []): TraceFormat {
  return entryNamed([...own, ...traceFormats], { kind: 'trace format', name })
}

/**
 * The format whose signs a row bears; `null` where there is none.
 *
 * @param use - `times`: its arrivals are wanted, so that only formats with times are looked at. `prompts`: all, but a list of times.
 */
export function traceFormatOf(
  layout: TraceFormat['layout'],
  fields: readonly string[],
  { own = [], use = 'times' }: { readonly own?: readonly TraceFormat[]; readonly use?: 'times' | 'prompts' } = {},
): TraceFormat | null {
  const has = new Set(fields)
  const fits = (format: TraceFormat) =>
    (format.layout === 'plain') === (layout === 'plain') &&
    (use === 'times' ? format.times !== 'never' : format.layout !== 'plain' || format.times === 'never') &&
    format.signs.some((signs) => signs.every((sign) => has.has(sign)))
  return [...own, ...traceFormats].find(fits) ?? null
}
