import { z } from 'zod'
import { CpuBatchSize } from '../engine/cpu-batch-size.js'
import { EndpointApi } from '../engine/endpoint-api.js'
import { EngineField } from '../engine/engine-names.js'
import { LengthPlan } from '../lengths/length-plan.js'
import { LoadPlan } from '../loads/load-plan.js'
import { defineArtifact } from '../json/artifact.js'
import { FreeFields } from '../json/free-fields.js'
import { CancelPlan } from './cancel-plan.js'
import { MaxErrorRate, StopAfterErrors } from './failure-limits.js'
import { LearntOfEndpoint } from './learnt-of-endpoint.js'
import { MixPart } from './mix-part.js'
import { PromptText } from './prompt-text.js'
import { ScenarioName } from './scenario-name.js'
import { OnUndecided } from '../thresholds/on-undecided.js'
import { ServiceLevel } from './service-level.js'
import { UntilPrecise } from './until-precise.js'
import { TimeoutPlan } from './timeout-plan.js'
import { ConnectionPlan } from './connection-plan.js'
import { ReplicaBalance } from './replica-balance.js'

/** What is measured: the CPU backend in this process, an endpoint, the simulated engine, or a client of the caller. */
export const TargetPlan = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cpu'),
    label: z.string().min(1).default('cpu'),
    model: z.string().nullable().default(null).describe('local model folder or hub id; null = the embedded tiny model'),
    dtype: z
      .enum(['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'])
      .nullable()
      .default(null)
      .describe('which exported weights; null = the first there are, fp32 before smaller ones'),
    threads: z.int().positive().nullable().default(null),
    maxBatchSize: CpuBatchSize,
  }),
  z.object({
    kind: z.literal('endpoint'),
    label: z.string().min(1).default('endpoint'),
    url: z.url({ protocol: /^https?$/ }).describe('base URL, with /v1'),
    replicas: z
      .array(z.url({ protocol: /^https?$/ }))
      .default([])
      .describe('further base URLs of the same deployment'),
    balance: ReplicaBalance.default('round_robin'),
    sessionHeaders: z
      .array(z.string().min(1))
      .default(['X-Session-ID', 'X-Correlation-ID'])
      .describe('headers that bear the id of the session, for routers that keep a session on one replica'),
    model: z.string().nullable().default(null).describe('null = the one model that the server serves'),
    modelUnlisted: z.boolean().default(false).describe("send the model's name also where the server's list lacks it"),
    readyCheck: z.boolean().default(true).describe('wait until one trial request is accepted'),
    ...LearntOfEndpoint.shape,
    api: EndpointApi.default('chat'),
    ...ConnectionPlan.shape,
    dialect: EngineField.default('auto').describe('which engine it is; auto = find out'),
    traceId: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .nullable()
      .default(null)
      .describe('W3C trace id of the load, whose requests each bear a traceparent header; null = they bear none'),
    headers: z.record(z.string(), z.string()).default({}),
    query: z.record(z.string(), z.string()).default({}),
    extraBody: FreeFields.default({}),
    usagePerChunk: z
      .boolean()
      .default(false)
      .describe('ask for a usage on every chunk: TBT is then exact where chunks hold several tokens'),
    tokenizer: z.string().nullable().default(null).describe('folder with tokenizer.json; null = ask the server'),
    serverWaitSeconds: z.number().nonnegative().default(30),
    maxAnswerMemoryMb: z
      .number()
      .positive()
      .default(512)
      .describe('what all answers in flight may hold together; one that would go beyond fails'),
  }),
  z.object({
    kind: z.literal('simulated'),
    label: z.string().min(1).default('simulated'),
    model: z.string().nullable().default(null).describe("id that the reference engine serves; null = the engine's own"),
    api: EndpointApi.default('chat'),
    dialect: z.string().default('sagellm').describe('which engine it speaks like'),
    options: FreeFields.default({}).describe('options of the reference engine'),
  }),
  z.object({
    kind: z.literal('native'),
    label: z.string().min(1).default('native'),
    model: z.string().nullable().default(null).describe('null = what the client says'),
    options: FreeFields.default({}).describe("for the target's own definition"),
  }),
])
export type TargetPlan = z.infer<typeof TargetPlan>

/** One scenario: which prompts, how long, how many, under which load. Q1-Q8 are such scenarios. */
export const WorkloadPlan = z.object({
  name: z.string().min(1),
  description: z.string().default(''),
  /** Where the prompts come from: a family of the project's own text, or a dataset. */
  source: z.string().min(1).describe('prompt family, e.g. short_qa, or dataset kind: random, sharegpt, file'),
  /** Options of the source, e.g. the dataset's path. */
  sourceOptions: FreeFields.default({}),
  language: z.enum(['en', 'zh', 'mixed']).default('mixed'),
  promptTokens: z.int().positive(),
  outputTokens: z.int().positive(),
  /** What was asked for, where the target's context window left less. */
  requestedPromptTokens: z.int().positive().nullable().optional(),
  requestedOutputTokens: z.int().positive().nullable().optional(),
  /** Requests a round; of a workload of sessions, the turns of all of them. */
  requests: z.int().positive(),
  /** Sessions a round, where the source gives sessions: the load then counts them, in its places and in its rate. Absent or `null`: it counts requests. */
  sessions: z.int().positive().nullable().optional(),
  load: LoadPlan,
  /** Whether requests share a prefix on purpose; otherwise every request's text is its own. */
  sharedPrefixTokens: z.int().nonnegative().default(0),
  /** Prompt tokens a request that an infinite prefix cache finds on average, where a trace says which prompts begin alike. */
  tracedPrefixTokens: z.number().nonnegative().nullable().optional(),
  sampling: z
    .object({
      temperature: z.number().min(0).max(2).default(0),
      topP: z.number().gt(0).max(1).nullable().default(null),
      topK: z.int().positive().nullable().default(null),
      ignoreEos: z.boolean().default(true),
      stream: z.boolean().default(true),
    })
    .prefault({}),
  /** Fields merged into every request body of this workload as they are, e.g. `repetition_penalty`. */
  extraBody: FreeFields.default({}),
  /** Lengths drawn for each request; `promptTokens` and `outputTokens` are then their means. Absent: all requests have these. */
  lengths: LengthPlan.nullable().optional(),
  /** Parts of which each request is one, drawn by their weights from the seed, or in turn. Absent: all requests are alike. */
  mix: z.array(MixPart).optional(),
  mixOrder: z.enum(['weights', 'turns']).optional().describe('weights: drawn; turns: one part after the other'),
  /** Absent: no request is cancelled. */
  cancel: CancelPlan.nullable().optional(),
  /** What kind of text the prompts are, as their sources say; filled in before the run. */
  promptText: z.array(PromptText).optional(),
})
export type WorkloadPlan = z.infer<typeof WorkloadPlan>

/** An entry of a workload file. */
export const workloadPlanFile = defineArtifact({
  name: 'workload',
  version: 1,
  schema: WorkloadPlan,
  enums: 'closed',
})

/** A whole run, resolved: the same plan and seed give the same requests and arrivals everywhere. Contains no secret. */
export const RunPlan = z.object({
  schemaVersion: z.literal(1).default(1),
  target: TargetPlan,
  workloads: z.array(WorkloadPlan).min(1),
  /** Measured rounds of each workload; 5 or more give intervals over rounds. */
  rounds: z.int().positive().default(1),
  /** Ends a workload before its rounds are all measured, once a figure is known well enough; `null`: all are measured. */
  untilPrecise: UntilPrecise.nullable().default(null),
  warmup: z
    .object({
      requests: z.int().nonnegative().default(1).describe('unmeasured requests before each workload'),
      seconds: z.number().nonnegative().default(0).describe('or unmeasured load for this long'),
    })
    .prefault({}),
  stop: z
    .object({
      durationSeconds: z.number().positive().nullable().default(null).describe('no request starts after this'),
      byRequests: z
        .boolean()
        .default(true)
        .describe(
          'whether the number of requests ends a workload too; false: requests are made until the time is over',
        ),
      maxScheduleMinutes: z
        .number()
        .positive()
        .default(1440)
        .describe('a load whose last request is due later is refused before it starts'),
      drain: z.enum(['wait', 'cancel']).default('wait').describe('what happens to requests in flight at the end'),
      drainSeconds: z.number().nonnegative().default(120),
      afterErrors: StopAfterErrors,
    })
    .refine(({ byRequests, durationSeconds }) => byRequests || durationSeconds !== null, {
      path: ['durationSeconds'],
      message: 'a run that its requests do not end needs a duration',
    })
    .prefault({}),
  seed: z.int().nonnegative().default(0),
  seedDrawn: z
    .boolean()
    .default(false)
    .describe('the seed was drawn for this run, so that its prompts are new to every server'),
  textSeed: z
    .int()
    .nonnegative()
    .nullable()
    .optional()
    .describe(
      'of the texts alone: lengths and arrivals follow the seed; absent or null: the seed is that of the texts too',
    ),
  serviceLevels: z.array(ServiceLevel).default([]),
  thresholds: z.array(z.string()).default([]).describe('what each workload must keep, e.g. ttft.p99<500 or errors<1%'),
  onUndecided: OnUndecided,
  timeouts: TimeoutPlan.prefault({}),
  retries: z.int().nonnegative().default(0),
  maxErrorRate: MaxErrorRate,
  workers: z
    .int()
    .positive()
    .default(1)
    .describe('as loadThreads of an endpoint, in plans that were written before it'),
  keepText: z.boolean().default(false),
  metadata: z.record(z.string(), z.string()).default({}),
  /** The named scenario that this plan is; absent: none. */
  scenario: ScenarioName.nullable().optional(),
})
export type RunPlan = z.infer<typeof RunPlan>
export type RunPlanInput = z.input<typeof RunPlan>

/** A plan file, and the plan in `config.json`. */
export const runPlanFile = defineArtifact({ name: 'run plan', version: 1, schema: RunPlan, enums: 'closed' })
