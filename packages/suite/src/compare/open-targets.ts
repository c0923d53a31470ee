import { figureGateOf } from '@sagellm-benchmark/metrics/thresholds'
import type { LearntOfEndpoint } from '@sagellm-benchmark/protocol-types/engine'
import { comparedLoads, type ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import type { ComparisonTarget, PromptResources } from '@sagellm-benchmark/runner/compare'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import type { ResolvedIo } from '../io.js'
import type { OpenTarget } from '../targets/define-target.js'
import { openTarget } from '../targets/open-target.js'
import { streamsAtOnce } from '../targets/streams-at-once.js'
import { commonModels } from './common-model.js'
import type { ComparedEndpoint } from './comparison-request.js'
import { planToOpen } from './plan-to-open.js'
import { tokenizerFolder } from './tokenizer-folder.js'

export type OpenTargetsOptions = {
  readonly plan: ComparisonPlan
  readonly tokenizer: string | null
  /** Files that get the output of what is started, in the order of the targets. */
  readonly serverLogs: readonly string[]
  readonly io: ResolvedIo
  /** The shards that share the load of each target. @default this process sends all of it */
  readonly rendezvous?: Rendezvous | null
}

/** Targets that answer, and what has to be stopped afterwards. */
export interface OpenTargets {
  readonly targets: readonly ComparisonTarget[]
  /** By label. */
  readonly opened: ReadonlyMap<string, OpenTarget>
  readonly prompts: PromptResources
  /** Sentences for the report, e.g. on a substituted model. */
  readonly notices: readonly string[]
  /** Addresses of the targets that were there before. */
  readonly reused: readonly string[]
  /** Stops what was started here, and nothing else. */
  close(): Promise<void>
}

/**
 * Takes every target that answers, starts those that do not and have a command, and waits until each can be measured.
 *
 * @throws BenchError as `figureGateOf`, `openTarget` and `commonModels`; nothing that was started is left behind.
 */
export async function openTargets(
  compared: readonly ComparedEndpoint[],
  options: OpenTargetsOptions,
): Promise<OpenTargets> {
  // What cannot be judged is said before anything is sent.
  figureGateOf(options.plan)
  const opened = new Map<string, OpenTarget>()
  const close = async () => {
    await Promise.all([...opened.values()].map((each) => each.close()))
  }
  try {
    const targets: ComparisonTarget[] = []
    const notices: string[] = []
    const reused: string[] = []
    for (const [at, each] of (await withModels(compared, options.io)).entries()) {
      const { label, model, url } = each.target
      const target = await openOne(each, {
        ...options,
        serverLog: options.serverLogs[at] as string,
        rendezvous: options.rendezvous?.forTarget(at) ?? null,
      })
      opened.set(label, target)
      targets.push(comparisonTarget(each, target, options.io))
      if (target.process === null) reused.push(url)
      if (target.flags.includes('model_substituted'))
        notices.push(`${label} serves ${modelOf(target)}, not ${model}; it was measured with that.`)
    }
    const all = [...opened.values()]
    return {
      targets,
      opened,
      prompts: promptsOf(all),
      notices,
      reused,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function withModels(compared: readonly ComparedEndpoint[], io: ResolvedIo): Promise<ComparedEndpoint[]> {
  if (compared.every(({ target }) => target.model !== null)) return [...compared]
  const models = await commonModels(compared, io)
  return compared.map((each, at) => ({
    ...each,
    target: { ...each.target, model: each.target.model ?? models[at] ?? null },
  }))
}

async function openOne(
  { target, apiKey, command = null }: ComparedEndpoint,
  { plan, tokenizer, io, serverLog, rendezvous = null }: OpenTargetsOptions & { readonly serverLog: string },
): Promise<OpenTarget> {
  const { label, url, model } = target
  io.say(command === null ? `waiting for ${label} at ${url} ...` : `opening ${label} at ${url} ...`)
  const folder = await tokenizerFolder({ tokenizer: tokenizer ?? target.tokenizer, model, ...io })
  const opened = await openTarget(
    planToOpen({ ...target, tokenizer: folder, headers: { ...target.headers, ...io.secretHeaders } }, plan),
    {
      apiKey: apiKey === undefined ? io.apiKey : apiKey,
      clock: io.clock,
      signal: io.signal,
      dialects: io.dialects,
      dialectModule: io.dialectModule,
      onWaiting: io.onWaiting,
      warn: (text) => io.warn(`${label}: ${text}`),
      start: command === null ? null : { command, logFile: serverLog, cwd: io.cwd },
      together: streamsAtOnce(comparedLoads(plan).map(({ load }) => load)),
      substituteModel: true,
      rendezvous,
    },
    io.targets,
  )
  const how = opened.process ? `started as process ${opened.process.pid}, log ${serverLog}` : 'was there already'
  io.say(`${label}: ${modelOf(opened)}, ${how}`)
  return opened
}

function comparisonTarget(compared: ComparedEndpoint, opened: OpenTarget, io: ResolvedIo): ComparisonTarget {
  const { target, apiKey, logFile = null } = compared
  const { process } = opened
  return {
    endpoint: {
      ...target,
      headers: { ...target.headers, ...io.secretHeaders },
      ...(opened.plan.kind === 'endpoint' ? learntOf(opened.plan) : {}),
      model: modelOf(opened),
    },
    ...(opened.flags.includes('model_substituted') && target.model !== null ? { askedModel: target.model } : {}),
    apiKey: apiKey === undefined ? io.apiKey : apiKey,
    logFile: logFile ?? process?.logFile ?? null,
    fingerprint: opened.fingerprint ?? null,
    ...(process ? { pid: process.pid, ended: process.ended } : {}),
  }
}

function learntOf({ fieldChanges, chunkProof }: LearntOfEndpoint): LearntOfEndpoint {
  return { fieldChanges, chunkProof }
}

function modelOf({ client }: OpenTarget): string {
  return client.identity.model
}

/** By the first target that counts whole prompts, else by a tokenizer or a server that counts text, else only by estimate. */
function promptsOf(opened: readonly OpenTarget[]): PromptResources {
  const all = opened.map(({ resources }) => resources)
  const whole = all.find(({ countPrompt, countsTemplate }) => countPrompt !== undefined && countsTemplate !== false)
  return whole ?? all.find(({ tokenizer }) => tokenizer) ?? all.find(({ countPrompt }) => countPrompt) ?? {}
}
