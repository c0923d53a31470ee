import { entryNamed } from '@sagellm-benchmark/protocol-types'
import { azureLlm } from './azure-llm.js'
import { bailian } from './bailian.js'
import { burstgpt } from './burstgpt.js'
import type { TraceFormat } from './define-trace.js'
import { mooncake } from './mooncake.js'
import { timedTrace } from './timed-trace.js'
import { times } from './times.js'

/** Every format of recorded requests. Of two that fit a file, the first is taken. */
export const traceFormats: readonly TraceFormat[] = [times, bailian, mooncake, azureLlm, burstgpt, timedTrace]

/**
 * @param own - formats beside those of the project; one of the same name takes the place of the project's.
 * @throws BenchError `invalid_argument` for an unknown name, listing what exists.
 */
export function traceFormatNamed(name: string, own: readonly TraceFormat[] = []): TraceFormat {
  return entryNamed([...own, ...traceFormats], { kind: 'trace format', name })
}

/** The format whose signs a file's first row bears; `null` where there is none. */
export function traceFormatOf(
  layout: TraceFormat['layout'],
  fields: readonly string[],
  own: readonly TraceFormat[] = [],
): TraceFormat | null {
  const has = new Set(fields)
  const fits = (format: TraceFormat) =>
    format.layout === layout && format.signs.some((signs) => signs.every((sign) => has.has(sign)))
  return [...own, ...traceFormats].find(fits) ?? null
}
