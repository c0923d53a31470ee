import { CpuBatchSize } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { UntilPrecise } from '@sagellm-benchmark/protocol-types/loads'
import { thresholdOptions } from '../../options/threshold-options.js'
import { failureOptions } from '../../options/failure-options.js'
import { lengthOptions } from '../../options/lengths-from-options.js'
import { loadOptions } from '../../options/load-options.js'
import { planDefaults } from '../../options/plan-defaults.js'
import { plotOptions } from '../../options/plot-options.js'
import { shardOptions } from '../../options/shard-options.js'
import { sessionOptions } from '../../options/session-options.js'
import { targetOptions } from '../../options/target-options.js'

const { rounds, warmup, stop, timeouts, retries } = planDefaults

/** Flags of `run`. A key is a flag (`requestRate` is `--request-rate`); defaults and help texts live here and nowhere else. */
export const RunOptions = z.object({
  workload: z
    .array(z.string())
    .default([])
    .describe('all, query, a suite, or Q1..Q8; default all, or custom where a load is given'),
  backend: z
    .string()
    .default('cpu')
    .describe(
      'cpu: inference in this program; with --backend-url the engine behind it, e.g. vllm or lmdeploy: as --dialect',
    ),
  backendUrl: z
    .string()
    .optional()
    .describe(
      'base URL of an OpenAI-compatible endpoint, e.g. http://127.0.0.1:8000/v1; several of one deployment with commas, or one flag each',
    ),
  balance: z
    .enum(['round_robin', 'least_in_flight'])
    .default('round_robin')
    .describe('how requests, and sessions as a whole, are spread over several base URLs'),
  sessionHeader: z
    .array(z.string())
    .default(['X-Session-ID', 'X-Correlation-ID'])
    .describe('header that bears the id of a session; none: no header does'),
  model: z
    .string()
    .optional()
    .describe(
      'model folder or hub id (cpu), served model id (endpoint); default the embedded tiny model, or what is served',
    ),
  label: z.string().optional().describe('name of the target in the reports; default cpu or endpoint'),
  workloadFile: z
    .string()
    .optional()
    .describe('workloads of your own, JSON or YAML: what workload-template writes, or in the form of config.json'),
  scenario: z
    .string()
    .optional()
    .describe(
      'a whole load by name, with a fixed and versioned plan: chat, rag, code, agent, long-context, summarise or batch',
    ),
  scenarioFile: z
    .string()
    .optional()
    .describe(
      'file with scenarios, of which --scenario names one, in the form of official_scenarios.json of vLLM-HUST',
    ),
  mode: z
    .enum(['traffic', 'batch'])
    .default('traffic')
    .describe(
      'batch: all requests of a workload released at one instant; traffic: as the workload, or another flag, says',
    ),
  output: z.string().default('./benchmark_results').describe('folder for the artifacts'),
  layout: z
    .enum(['folder', 'original'])
    .default('folder')
    .describe('original: outputs/BACKEND/MODEL/WORKLOAD_YYYYMMDD_NNN, with a link named latest, in place of --output'),
  contract: z
    .int()
    .min(1)
    .max(3)
    .optional()
    .describe(
      'hold each workload against the performance contract of year 1, 2 or 3; exit code 3 where one is not kept',
    ),
  outputJson: z.string().optional().describe('also write workload -> metrics into this one file'),
  seed: z
    .int()
    .nonnegative()
    .optional()
    .describe(
      'fixes prompts and arrivals; default 0, for an endpoint one drawn anew, so that its prompt cache knows none of them',
    ),
  warmup: z
    .int()
    .nonnegative()
    .optional()
    .describe(
      `unmeasured requests before each workload [default ${warmup.requests}, or what a workload file in the original’s form says]`,
    ),
  warmupSeconds: z.number().nonnegative().default(warmup.seconds).describe('or unmeasured load for this long'),
  repeat: z
    .int()
    .positive()
    .optional()
    .describe(`measured rounds of each workload; 5 or more give intervals over rounds [default ${rounds}]`),
  untilPrecise: z
    .string()
    .optional()
    .describe(
      'end a workload once the half width of an interval over rounds is this per cent of its value; --repeat is then the most rounds: 12 or more, default 60',
    ),
  preciseMetric: UntilPrecise.shape.metric.describe(
    'which figure --until-precise is about, e.g. avg_e2el_ms; a rate such as output_throughput_tps only in batches',
  ),
  maxMinutes: z
    .number()
    .positive()
    .optional()
    .describe(
      'no round of a run with --until-precise starts after so many minutes [default 20]; a schedule (--trace, --request-rate) that takes longer is refused [default 1440]',
    ),

  ...loadOptions,
  ...sessionOptions,
  batchSize: z
    .int()
    .positive()
    .optional()
    .describe('batch: this many requests released at one instant, round after round'),
  duration: z
    .number()
    .positive()
    .optional()
    .describe('no request starts after this many seconds; without --num-prompts requests are made until then'),
  drain: z
    .enum(['wait', 'cancel'])
    .default(stop.drain)
    .describe('requests in flight at the end are waited for, or cut off and reported so'),

  datasetRepeat: z
    .boolean()
    .default(false)
    .describe('begin the data set anew when all of its prompts were sent; a prefix cache then knows them'),
  datasetOutputs: z
    .enum(['workload', 'reply'])
    .optional()
    .describe('how long answers are: as --osl or the default says, or as the reply that the data set recorded'),
  dataset: z
    .string()
    .optional()
    .describe(
      "random, random_tokens, prefix_repetition, or the format of --dataset-path: sharegpt, file, custom, openai_batch, ...; default, synthetic: the project's own texts",
    ),
  datasetPath: z.string().optional().describe('file of the dataset; without --dataset its first row shows its format'),
  promptTokens: z.int().positive().optional().describe('prompt length of a custom workload [default 256]'),
  outputTokens: z.int().positive().optional().describe('output length of a custom workload [default 128]'),
  ...lengthOptions,
  mix: z
    .array(z.string())
    .default([])
    .describe(
      'a part of a request mix: NAME:WEIGHT,FIELD=VALUE,...; fields: workload, prompt-tokens, output-tokens, else of the body',
    ),
  loraModules: z
    .array(z.string())
    .default([])
    .describe('names of LoRA adapters, one of which each request asks for as its model'),
  loraAssignment: z.enum(['random', 'round-robin']).default('random').describe('how requests get their adapter'),
  cancelAfterMs: z
    .number()
    .nonnegative()
    .optional()
    .describe(
      'cancel requests so many ms after they were sent, as users do who leave; then see whether the server frees their places',
    ),
  cancelAfterTokens: z.int().positive().optional().describe('cancel requests once so many pieces of text have come'),
  cancelShare: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('share of the requests that are cancelled, drawn from the seed'),
  sharedPrefixTokens: z.int().nonnegative().default(0).describe('length of a prefix that all prompts share on purpose'),
  prefixHitRate: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe('share of all prompt tokens that an infinite prefix cache finds: prompts begin alike for so long'),
  prefixes: z.int().positive().optional().describe('how many different prefixes prompts begin with [default 1]'),
  suffixTokens: z
    .int()
    .positive()
    .optional()
    .describe('tokens behind a shared prefix, where --isl does not say the whole length'),
  language: z
    .enum(['en', 'zh', 'mixed'])
    .optional()
    .describe('language of the prompts; default as the workload says, en for a custom one'),
  temperature: z.number().min(0).max(2).default(0).describe('0 is greedy'),
  topP: z.number().gt(0).max(1).optional().describe('nucleus sampling'),
  topK: z.int().positive().optional().describe('sampling from the k likeliest'),
  ignoreEos: z.boolean().default(true).describe('force the full output length'),
  stream: z.boolean().default(true).describe('--no-stream: whole answers, then no TTFT is known'),

  ...targetOptions,
  firstTokenTimeout: z.number().positive().optional().describe('seconds to the first token; default --request-timeout'),
  interTokenTimeout: z
    .number()
    .positive()
    .default(timeouts.interTokenMs / 1000)
    .describe('seconds between two tokens'),
  retries: z.int().nonnegative().default(retries).describe('a retried request is a different measurement; counted'),

  ...failureOptions,
  ...thresholdOptions,

  threads: z.int().positive().optional().describe('cpu: threads of the inference runtime'),
  maxBatchSize: CpuBatchSize.describe('cpu: requests decoded together'),

  ...shardOptions,

  goodput: z.array(z.string()).default([]).describe('service levels in ms, e.g. ttft:200 tpot:50 e2el:5000'),
  export: z
    .array(z.enum(['vllm', 'sglang', 'aiperf', 'guidellm']))
    .default([])
    .describe("also write the result in another tool's format"),
  liveView: z.boolean().default(false).describe('serve a page on this machine that shows the run while it goes on'),
  html: z.boolean().default(false).describe('also write report.html: charts, every request, works offline'),
  ...plotOptions,
  metricPercentiles: z
    .string()
    .optional()
    .describe('accepted for command lines of other tools: 50, 90, 95 and 99 are always given'),
  saveDetailed: z.boolean().default(true).describe('accepted likewise: records.jsonl always holds every request'),
  metadata: z.array(z.string()).default([]).describe('KEY=VALUE kept with the result'),
  saveText: z.boolean().default(false).describe('keep the generated texts in records.jsonl'),
  plan: z.string().optional().describe('a plan file (config.json of a run) instead of flags'),
  dryRun: z.boolean().default(false).describe('print the resolved plan and send nothing'),
  resume: z.string().optional().describe('continue the interrupted run in this folder'),
  quiet: z.boolean().default(false).describe('no progress'),
  verbose: z.boolean().default(false).describe('say what happens before and after measuring'),
})
export type RunOptions = z.infer<typeof RunOptions>
