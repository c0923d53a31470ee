import { z } from 'zod'
import { defineCommand } from '../../command/define-command.js'

export const translate = defineCommand({
  name: 'translate',
  brief: "Print the command line of this program for one of another tool's",
  details: [
    'Takes a whole line of vllm bench serve, vllm bench sweep, sglang.bench_serving, sglang-bench, aiperf profile, guidellm run, evalscope perf or',
    'inference-perf, and prints the run that sends the same load, with the defaults of that tool written out; several loads are a sweep, and a',
    'search for a load under limits is capacity. What is not carried over is said on standard error. Nothing is sent.',
    '',
    'Example:',
    '  sagellm-benchmark translate vllm bench serve --model M --random-input-len 512 --num-prompts 100 --request-rate 4',
  ].join('\n'),
  options: z.object({ line: z.array(z.string()).min(1).describe('other command line, as it is') }),
  positional: 'line',
  raw: true,
  load: async () => (await import('./translate-command.js')).translateCommand,
})
