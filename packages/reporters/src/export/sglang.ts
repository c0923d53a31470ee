import { createRecomputation } from '@sagellm-benchmark/metrics'
import { defineExportLayout } from './export-layout.js'
import { origin } from './origin.js'

/** Facts of the line that SGLang's serving benchmark appends with `--output-details`, version 0.5.23. */
export const sglang = defineExportLayout({
  name: 'sglang',
  description: 'the result line (JSONL) of SGLang’s serving benchmark, details included',
  open(input) {
    const recomputed = createRecomputation('sglang', input)
    return {
      add: recomputed.add,
      files() {
        const line = {
          backend: 'sglang-oai-chat',
          model_id: input.header.model,
          num_prompts: input.requests,
          request_rate: input.requestRateRps ?? 'inf',
          max_concurrency: input.maxConcurrency,
          ...recomputed.figures(),
          ...origin(input, recomputed),
        }
        return [
          {
            name: `sglang_${monthDay(input.header.createdAt)}_${input.requests}.jsonl`,
            text: `${JSON.stringify(line)}\n`,
          },
        ]
      },
    }
  },
})

/** MMDD, as its default file name has it. */
function monthDay(createdAt: string): string {
  return createdAt.slice(5, 10).replace('-', '')
}
