import { fileStem } from '../run/file-stem.js'
import { jsonText } from '../run/json-text.js'
import { defineExportLayout } from './export-layout.js'

/** Facts of the file as vLLM's serving benchmark saves it, November 2026. */
export const vllm = defineExportLayout({
  name: 'vllm',
  description: 'the result JSON of vLLM’s serving benchmark',
  files(input) {
    const { header, requestRateRps, maxConcurrency } = input
    // YYYYMMDD-HHMMSS
    const date = header.createdAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
    const model = header.model?.split('/').at(-1) ?? 'model'
    const rate = requestRateRps === null ? 'inf' : String(requestRateRps)
    const concurrency = maxConcurrency === null ? '' : `-concurrency${maxConcurrency}`
    const content = {
      date,
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
      ...input.figures,
      ...origin(header.toolVersion, header.simulated),
    }
    return [
      {
        name: `${fileStem(`${header.target.label}-${rate}qps${concurrency}-${model}-${date}`)}.json`,
        text: jsonText(content),
      },
    ]
  },
})

/** Names the true author of the file, and says when nothing real was measured. */
export function origin(toolVersion: string, simulated: boolean): Record<string, unknown> {
  return { exported_by: `sagellm-benchmark ${toolVersion}`, ...(simulated ? { simulated: true } : {}) }
}
