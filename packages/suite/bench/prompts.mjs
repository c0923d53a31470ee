// What it costs to build prompts whose length is counted by a tokenizer folder, before the load. Run after `npm run build`:
//   node packages/suite/bench/prompts.mjs [prompts=1000] [tokens=512] [folder of a tokenizer]
// One JSON line: CPU seconds (user and system, all threads) of opening the tokenizer and of building, and how many prompts have the asked length.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { readTokenizer } from '@sagellm-benchmark/runner'
import { planRequests } from '@sagellm-benchmark/workloads'

const own = join(import.meta.dirname, '../../backend-cpu/models/tiny')
const [, , prompts = '1000', tokens = '512', folder = own] = process.argv

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
const begun = cpu()
const tokenizer = await readTokenizer(folder)
const opened = cpu()
const plan = RunPlan.parse({
  target: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1' },
  workloads: [
    {
      ...{ name: 'q', source: 'short_qa', promptTokens: Number(tokens), outputTokens: 1, requests: Number(prompts) },
      load: { kind: 'closed', concurrency: 1, rampUpSeconds: 0 },
    },
  ],
  warmup: { requests: 0 },
})
const digest = createHash('sha256')
let exact = 0
let built = 0
for (const request of planRequests(plan, { workload: 'q', phase: 'measured', round: 0 }, { tokenizer })) {
  digest.update(JSON.stringify(request.request.input))
  exact += Number(request.intendedPromptTokens === Number(tokens))
  built += 1
}
console.log(
  JSON.stringify({
    name: 'prompts',
    prompts: built,
    tokens: Number(tokens),
    open_cpu_s: opened - begun,
    build_cpu_s: cpu() - opened,
    exact_share: exact / built,
    digest: digest.digest('hex').slice(0, 16),
    peak_mb: process.resourceUsage().maxRSS / 1024,
  }),
)
