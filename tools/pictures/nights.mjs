import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Writes 24 made-up results of `vllm bench serve`, a night each, for the picture of a history: from the sixteenth on TTFT is 12 % longer, with
 * another version of the engine.
 */
export async function nights(folder) {
  await mkdir(folder, { recursive: true })
  for (let night = 0; night < 24; night += 1) {
    // A spread of a few per cent that is the same every time.
    const noise = (scale, step) => 1 + scale * ((((night + 1) * step) % 13) / 6 - 1)
    const ttft = 118 * noise(0.03, 7) * (night < 15 ? 1 : 1.12)
    const result = {
      date: `202603${String(night + 1).padStart(2, '0')}-020000`,
      endpoint_type: 'openai-chat',
      backend: 'vllm',
      model_id: 'Qwen/Qwen2.5-7B',
      num_prompts: 200,
      request_rate: 8,
      burstiness: 1,
      max_concurrency: null,
      completed: 200,
      vllm_version: night < 15 ? '0.10.2' : '0.11.0',
      request_throughput: 7.6 * noise(0.01, 5),
      output_throughput: 990 * noise(0.015, 11),
      mean_ttft_ms: ttft,
      median_ttft_ms: ttft * 0.93,
      p99_ttft_ms: ttft * 2.4 * noise(0.05, 3),
      mean_tpot_ms: 11.2 * noise(0.02, 9),
      p99_tpot_ms: 14.1 * noise(0.04, 10),
    }
    await writeFile(join(folder, `night-${night + 1}.json`), `${JSON.stringify(result, null, 2)}\n`)
  }
}
