import { isBenchError } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { runCli } from '../../app.js'
import { translate } from './translate.js'

const read = (line: string) => translate(line.split(' '))

test.each([
  ['aiperf profile --model M --url h:1', '--model M'],
  ['aiperf profile -m a,b --url h:1', '--lora-modules a --lora-modules b --lora-assignment round-robin'],
  ['aiperf profile -u h:1 -u h:2', '--backend-url http://h:1/v1,http://h:2/v1'],
  [
    'aiperf profile --isl 100 --isl-stddev 9 --osl 20 --output-tokens-stddev 3',
    '--prompt-tokens-stddev 9 --output-tokens-stddev 3',
  ],
  [
    'aiperf profile --request-rate 4 --arrival-pattern gamma --vllm-burstiness 0.5',
    '--request-rate 4 --burstiness 0.5',
  ],
  [
    'aiperf profile --request-rate 4 --arrival-pattern constant --concurrency 8',
    '--request-rate 4 --max-concurrency 8 --burstiness inf',
  ],
  [
    'aiperf profile --osl 9 --request-cancellation-rate 20 --request-cancellation-delay 0.5',
    '--cancel-share 0.2 --cancel-after-ms 500',
  ],
  [
    'aiperf profile --osl 9 --session-turns-mean 4 --session-turns-stddev 1 --session-turn-delay-mean 1500 --num-sessions 7',
    '--turns normal:4:1 --turn-think 1.5 --sessions 7',
  ],
  [
    'aiperf profile --osl 9 --num-prefix-prompts 3 --prefix-prompt-length 64 --isl 36',
    '--dataset prefix_repetition --prefixes 3 --shared-prefix-tokens 64 --prompt-tokens 100',
  ],
  [
    'aiperf profile --input-file f --fixed-schedule --fixed-schedule-start-offset 2000 --fixed-schedule-end-offset 5000',
    '--trace f --trace-start 2 --trace-duration 3',
  ],
  [
    'aiperf profile --input-file f --custom-dataset-type mooncake_trace --no-fixed-schedule',
    '--dataset mooncake_trace --dataset-path f',
  ],
  [
    'aiperf profile --osl 9 --input-file f --custom-dataset-type multi_turn',
    '--session-file f --session-format multi_turn',
  ],
  ['aiperf profile --osl 9 --header A:b -H C:d', '--header A=b --header C=d'],
  [
    'vllm bench serve --random-range-ratio 0.25 --random-input-len 100 --random-output-len 8',
    '--prompt-lengths histogram,bins=75:125:1 --output-tokens 8 --output-lengths histogram,bins=6:10:1',
  ],
  [
    'vllm bench serve --random-prefix-len 50 --random-input-len 100 --range-ratio 0.5',
    '--prompt-tokens 150 --prompt-lengths histogram,bins=100:200:1 --shared-prefix-tokens 50',
  ],
  [
    'vllm bench serve --dataset-name prefix_repetition --num-prompts 25',
    '--dataset prefix_repetition --prefixes 10 --shared-prefix-tokens 256 --suffix-tokens 256 --output-tokens 128 --num-prompts 20',
  ],
  [
    'vllm bench serve --ramp-up-strategy linear --ramp-up-start-rps 1 --ramp-up-end-rps 9',
    '--num-prompts 1000 --seed 0 --warmup 0 --ramp-up-strategy linear --ramp-up-start-rps 1 --ramp-up-end-rps 9',
  ],
  [
    'vllm bench serve --dataset-name timed_trace --dataset-path f --no-self-timed --request-rate 3',
    '--dataset timed_trace --dataset-path f --dataset-repeat --num-prompts 1000 --request-rate 3',
  ],
  ['vllm bench serve --min-p 0.1 --top-k -1 --extra-body {"a":1}', '--extra-body {"min_p":0.1,"a":1}'],
  ['vllm bench serve --model org/m --served-model-name m', '--model m '],
  [
    'vllm bench serve --lora-modules a b --lora-assignment round-robin',
    '--lora-modules a --lora-modules b --lora-assignment round-robin',
  ],
  [
    'python -m sglang.bench_serving --dataset-name generated-shared-prefix --gsp-num-groups 4 --gsp-prompts-per-group 2',
    '--num-prompts 8 --dataset prefix_repetition --prefixes 4 --shared-prefix-tokens 2048 --suffix-tokens 128 --output-tokens 256',
  ],
  ['python -m sglang.bench_serving --dataset-name random --host h', '--backend-url http://h:30000/v1'],
  [
    'sglang-bench --dataset-name random --random-input-len 9',
    '--prompt-tokens 9 --prompt-lengths histogram,bins=1:9:1',
  ],
  [
    'guidellm run --profile kind=replay,time_scale=2 --data kind=mooncake,path=f',
    '--trace f --trace-format mooncake --time-scale 2',
  ],
  [
    'guidellm run --profile kind=poisson,rate=2 --data kind=synthetic_text,prompt_tokens=90,prompt_tokens_stdev=5,output_tokens=9',
    '--prompt-lengths normal,mean=90,stddev=5',
  ],
  ['evalscope perf --dataset random --max-prompt-length 9 --multi-turn --min-turns 2 --max-turns 5', '--turns 2-5'],
  ['evalscope perf --dataset random --max-prompt-length 9 --multi-turn --number 7', '--sessions 7'],
  [
    'evalscope perf --dataset random --min-prompt-length 1 --max-prompt-length 9 --prefix-length 5',
    '--prompt-tokens 14 --prompt-lengths histogram,bins=6:14:1 --shared-prefix-tokens 5',
  ],
  [
    'inference-perf --data.type random --load.type poisson --load.stages [{"rate":1,"duration":30},{"rate":2,"duration":15}]',
    '--load steps,steps=1:30+2:15,arrivals=poisson --num-prompts 60 --no-stream',
  ],
])('%s has %s', (line, part) => {
  expect(`${read(line).words.join(' ')} `).toContain(part)
})

test.each([
  [
    'aiperf profile --osl 9 --search-recipe max-concurrency-under-sla --ttft-sla-ms 200 --tpot-sla-ms 30 --e2e-sla-ms 900 --error-rate-sla 0.07 --search-sla inter_token_latency:p90:le:25',
    'capacity',
    '--slo ttft.p95<200 --slo tbt.p95<30 --slo e2e.p99<900 --slo errors<7% --slo tbt.p90<=25 --by concurrency --between 1..1000',
  ],
  [
    'aiperf profile --osl 9 --search-recipe max-goodput-under-slo --ttft-sla-ms 500 --tpot-sla-ms 15 --e2e-sla-ms 2000',
    'capacity',
    '--slo ttft<500 --slo tbt<15 --slo e2e<2000 --slo slo_attainment>=95% --by concurrency --between 1..1000',
  ],
  [
    'aiperf profile --osl 9 --search-space phases.profiling.request_rate:1,64:real --search-sla request_error_rate:avg:lt:1',
    'capacity',
    '--slo errors<1% --by rate --between 1..64',
  ],
  ['aiperf profile --osl 9 --concurrency 1,2,8', 'sweep', '--num-prompts 16 --concurrency 1,2,8'],
  [
    'aiperf profile --osl 9 --search-recipe concurrency-ramp --concurrency-max 1000 --concurrency-steps 4',
    'sweep',
    '--concurrency 1,10,100,1000',
  ],
  [
    'aiperf profile --osl 9 --search-recipe decode-itl-curve --osl-steps 2 --concurrency-steps 2',
    'sweep',
    '--num-prompts 400 --concurrency 1,200 ',
  ],
  [
    'evalscope perf --dataset random --max-prompt-length 9 --parallel 2 --sla-auto-tune --sla-params [{"p99_ttft":"<=0.5","avg_tpot":"<0.05"}] --sla-upper-bound 64',
    'capacity',
    '--slo ttft.p99<=500 --slo tbt.avg<50 --by concurrency --between 1..64 --start 2',
  ],
  [
    'evalscope perf --dataset random --max-prompt-length 9 --rate 3 --sla-auto-tune --sla-variable rate --sla-fixed-parallel 32 --sla-params [{"p99_latency":"<=2"}]',
    'capacity',
    '--slo e2e.p99<=2000 --by rate --start 3 --max-concurrency 32',
  ],
  [
    'guidellm run --profile kind=sweep,sweep_size=6 --data kind=synthetic_text,prompt_tokens=9,output_tokens=9 --constraint kind=max_requests,count=50',
    'sweep',
    '--rates-between 4 --num-prompts 50',
  ],
])('%s is a %s', (line, command, part) => {
  const { words } = read(line)
  expect(words[0]).toBe(command)
  expect(`${words.join(' ')} `).toContain(part)
})

const bench = 'vllm bench serve --model m --random-input-len 64 --random-output-len 8 --num-prompts 40'
const limits = '[{"p99_ttft_ms":"<=500","median_tpot_ms":"<30","request_throughput":">=1"},{"p99_e2el_ms":"<9"}]'
const sweepOf = (kind: string, ...words: readonly string[]) =>
  translate(['vllm', 'bench', 'sweep', kind, '--serve-cmd', 'vllm serve m', '--bench-cmd', bench, ...words], {
    readText: () => limits,
  })

test('the search of vLLM is one for a capacity, with the load of its --bench-cmd', () => {
  const { words, notes } = sweepOf('serve_sla', '--sla-params', 'limits.json', '--sla-variable', 'max_concurrency')
  expect(words.join(' ')).toMatch(/^capacity .*--model m .*--prompt-tokens 64 --output-tokens 8 /)
  expect(words.join(' ')).toContain('--slo ttft.p99<=500 --slo tbt.p50<30 --by concurrency')
  expect(words).not.toContain('--num-prompts')
  expect(notes.join('\n')).toMatch(
    /request_throughput>=1 of --sla-params is left out[^]*p99_e2el_ms[^]*--serve-cmd is left/,
  )
})

test('the sweeps of vLLM are sweeps', () => {
  expect(sweepOf('serve_workload', '--workload-iters', '5').words.join(' ')).toMatch(
    /^sweep .*--rates-between 3 --repeat 3$/,
  )
  expect(sweepOf('serve_workload', '--workload-var', 'max_concurrency').words.join(' ')).toContain(
    '--concurrency 1..40',
  )
  expect(sweepOf('serve', '--bench-params', 'grid.json', '--num-runs', '2').words.join(' ')).toMatch(
    /^sweep .*--grid grid.json --repeat 2$/,
  )
  expect(sweepOf('serve').words.slice(0, 1)).toEqual(['run'])
})

test.each([
  ['vllm bench serve --dataset-name hf', /--dataset-name cannot be "hf": that tool downloads it by this name/],
  ['vllm bench serve --backend openai-embeddings', /--backend cannot be "openai-embeddings"/],
  ['python -m sglang.bench_serving', /--dataset-name cannot be "sharegpt": that tool downloads it by this name/],
  ['aiperf profile --public-dataset sharegpt', /it is downloaded there/],
  ['aiperf profile --endpoint-type embeddings', /chat and completions are measured here/],
  ['evalscope perf', /--dataset cannot be "openqa"/],
  ['guidellm run --profile kind=knee', /it is a search of its own/],
  ['aiperf profile --osl 9 --search-space concurrency:1,64:int --search-metric x', /no limit that gets harder/],
  ['aiperf profile --osl 9 --search-recipe pareto-sweep', /give sweep a --grid/],
  [
    'evalscope perf --dataset random --max-prompt-length 9 --sla-auto-tune --sla-params [{"tps":"max"}]',
    /give limits on latencies/,
  ],
  ['vllm bench sweep serve_sla --sla-params f', /needs its --bench-cmd/],
  ['inference-perf --config_file c.yml', /--config_file of inference-perf is not read/],
])('%s is refused', (line, problem) => {
  let error: unknown
  try {
    read(line)
  } catch (thrown) {
    error = thrown
  }
  expect(isBenchError(error) && `${error.message}: ${error.hint}`).toMatch(problem)
})

test.each([
  ['aiperf profile --isl 9', /without --osl/],
  ['aiperf profile --session-turns-mean 3 --request-count 30', /--request-count 30 is left out: sessions are counted/],
  [
    'evalscope perf --dataset random --max-prompt-length 9 --multi-turn --number 7',
    /7 is taken as the number of sessions/,
  ],
  ['aiperf profile --osl 9 --tokenizer org/name', /id of a hub/],
  [
    'evalscope perf --dataset random --max-prompt-length 9 --parallel 1 10 --number 2 20',
    /--number 20 is left out: a run is one load/,
  ],
  [
    'guidellm run --profile kind=synchronous --data kind=synthetic_text,prompt_tokens=9,output_tokens=9 --constraint kind=over_saturation',
    /over_saturation is left out/,
  ],
  [
    'aiperf profile --osl 9 --search-space concurrency:1,8 --search-sla request_error_rate:avg:gt:5 --search-sla time_to_first_token:p95:lt:200',
    /request_error_rate:avg:gt:5 is left out: it is no limit that gets harder to keep/,
  ],
])('%s says what is not carried over', (line, note) => {
  expect(read(line).notes.join('\n')).toMatch(note)
})

test.each([
  'aiperf profile --url h:1 --osl 9 --session-turns-mean 3 --request-count 30 --concurrency 2',
  'aiperf profile --url h:1 --osl 9 --session-turns-mean 3 --num-sessions 7 --request-count 30 --request-rate 2',
  'aiperf profile --url h:1 --osl 9 --input-file f --custom-dataset-type multi_turn --request-count 30',
  'evalscope perf --url http://h:1/v1/chat/completions --dataset random --max-prompt-length 9 --multi-turn --number 7',
  'aiperf profile --url h:1 --osl 9 --request-rate 2 --search-recipe max-concurrency-under-sla --ttft-sla-ms 200',
  'aiperf profile --url h:1 --osl 9 --search-space request_rate:1,64:real --search-sla time_to_first_token:p99:lt:500',
  'aiperf profile --url h:1 --osl 9 --concurrency 1,2,8',
  'aiperf profile --url h:1 --osl 9 --search-recipe prefill-ttft-curve',
  'evalscope perf --url http://h:1/v1/chat/completions --dataset random --max-prompt-length 9 --sla-auto-tune --sla-params [{"p99_ttft":"<=0.5"}]',
  'guidellm run --backend kind=openai_http,target=http://h:1 --data kind=synthetic_text,prompt_tokens=9,output_tokens=9 --constraint kind=max_requests,count=50',
])('the program takes what %s is translated to', async (line) => {
  let text = ''
  const output = { write: (part: string) => void (text += part) }
  const io = { stdout: output, stderr: output, env: {}, cwd: '/', signal: new AbortController().signal }
  const { words } = read(line)
  const checked = async (more: readonly string[]) => {
    const args = [...words, ...more, '--print-config']
    return runCli(args, { ...io, argv: args })
  }
  expect(await checked([]), text).toBe(0)
  if (words[0] === 'run') expect(await checked(['--num-prompts', '30']), text).toBe(2)
})

test.each([
  'aiperf profile --osl 9 --search-recipe concurrency-ramp --concurrency-steps many',
  'aiperf profile --osl 9 --search-recipe concurrency-ramp --concurrency-steps 1e12',
  'aiperf profile --osl 9 --search-recipe concurrency-ramp --concurrency-min 0',
  'aiperf profile --osl 9 --search-space concurrency:1,8 --search-sla request_error_rate:avg:lt:few',
  'aiperf profile --osl 9 --concurrency 1,x',
  'vllm bench serve --random-prefix-len 5 --random-input-len many',
  'guidellm run --profile kind=sweep,sweep_size=many --data kind=synthetic_text,prompt_tokens=9,output_tokens=9',
])('%s, where a number is none, is refused', (line) => {
  expect(() => read(line)).toThrow(/cannot be|is none/)
})
