import { createRecomputation, type Recomputation } from '@sagellm-benchmark/metrics'
import { fileStem } from '../run/file-stem.js'
import { jsonText } from '../run/json-text.js'
import { defineExportLayout, type ExportInput } from './export-layout.js'
import { origin } from './origin.js'

/** Facts of the file as vLLM's serving benchmark saves it, November 2026. */
export const vllm = defineExportLayout({
  name: 'vllm',
  description: 'the result JSON of vLLM’s serving benchmark',
  open(input) {
    const recomputed = createRecomputation('vllm', input)
    return {
      add: recomputed.add,
      files: () => [{ name: fileName(input), text: jsonText(content(input, recomputed)) }],
    }
  },
})

function fileName({ header, requestRateRps, maxConcurrency }: ExportInput): string {
  const rate = requestRateRps === null ? 'inf' : String(requestRateRps)
  const concurrency = maxConcurrency === null ? '' : `-concurrency${maxConcurrency}`
  const model = header.model?.split('/').at(-1) ?? 'model'
  return `${fileStem(`${header.target.label}-${rate}qps${concurrency}-${model}-${dateOf(header.createdAt)}`)}.json`
}

function content(input: ExportInput, recomputed: Recomputation): unknown {
  const { header, requestRateRps, maxConcurrency } = input
  return {
    date: dateOf(header.createdAt),
    endpoint_type: 'openai-chat',
    backend: 'openai-chat',
    label: header.target.label,
    model_id: header.model,
    tokenizer_id: header.model,
    num_prompts: input.requests,
    // Metadata lies flat among the fields there, so it comes before what must not be overwritten.
    ...input.metadata,
    request_rate: requestRateRps ?? 'inf',
    burstiness: input.burstiness ?? 1,
    max_concurrency: maxConcurrency,
    ...recomputed.figures(),
    ...origin(input, recomputed),
  }
}

/** YYYYMMDD-HHMMSS */
function dateOf(createdAt: string): string {
  return createdAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
}
