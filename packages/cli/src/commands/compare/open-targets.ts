import { join } from 'node:path'
import { discoverModel, waitUntilReady } from '@sagellm-benchmark/clients'
import { BenchError, type Clock, isBenchError, TargetPlan } from '@sagellm-benchmark/protocol-types'
import type { ComparisonTarget } from '@sagellm-benchmark/runner/compare'
import { ensureTarget, type RunningTarget } from '@sagellm-benchmark/runner/targets'
import type { CommandIo } from '../../command/define-command.js'

/** A target as the command line names it. */
export type NamedTarget = {
  readonly label: string
  readonly url: string
  /** Starts it where nothing answers at its address. */
  readonly command: string | null
  readonly logFile: string | null
}

export type OpenTargetsOptions = {
  readonly model: string
  readonly apiKey: string
  readonly serverWaitSeconds: number
  /** Gets `<stem>.server.log` of what is started. */
  readonly folder: string
  /** File stems of the targets, in their order. */
  readonly stems: readonly string[]
  readonly clock: Clock
  readonly io: CommandIo
  readonly say: (text: string) => void
}

/** Targets that answer, and what has to be stopped afterwards. */
export interface OpenTargets {
  readonly targets: readonly ComparisonTarget[]
  /** Sentences for the report: a substituted model, a command that has ended. */
  readonly notices: readonly string[]
  readonly flags: ReadonlyMap<string, readonly string[]>
  /** Targets that were there before, or that nobody stops. */
  readonly reused: readonly NamedTarget[]
  /** The smallest context length that any target tells. */
  readonly contextLength: number | null
  /** Stops what was started here, and nothing else. */
  close(): Promise<void>
}

/**
 * Takes every target that answers, starts those that do not and have a command, and waits until each can be measured.
 *
 * @throws BenchError as `ensureTarget` and `waitUntilReady`; nothing that was started is left behind.
 */
export async function openTargets(named: readonly NamedTarget[], options: OpenTargetsOptions): Promise<OpenTargets> {
  const running: RunningTarget[] = []
  const close = async () => {
    await Promise.all(running.map((each) => each.stop()))
  }
  try {
    const targets: ComparisonTarget[] = []
    const notices: string[] = []
    const flags = new Map<string, string[]>()
    const reused: NamedTarget[] = []
    const lengths: number[] = []
    for (const [at, target] of named.entries()) {
      const opened = await openOne(target, options.stems[at] as string, options)
      if (opened.running) running.push(opened.running)
      else reused.push(target)
      if (opened.model !== options.model) {
        flags.set(target.label, ['model_substituted'])
        notices.push(`${target.label} serves ${opened.model}, not ${options.model}; it was measured with that.`)
      }
      if (opened.maxModelLen !== null) lengths.push(opened.maxModelLen)
      targets.push(opened.target)
    }
    const contextLength = lengths.length === 0 ? null : Math.min(...lengths)
    return { targets, notices, flags, reused, contextLength, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openOne(target: NamedTarget, stem: string, options: OpenTargetsOptions) {
  const { apiKey, serverWaitSeconds, folder, clock, io, say } = options
  const { label, url, command, logFile } = target
  const ownLog = join(folder, `${stem}.server.log`)
  let model = options.model
  say(command === null ? `waiting for ${label} at ${url} ...` : `opening ${label} at ${url} ...`)
  const { running } = await ensureTarget({
    label,
    url,
    command,
    logFile: ownLog,
    serverWaitSeconds,
    cwd: io.cwd,
    signal: io.signal,
    clock,
    async waitUntilReady(signal) {
      model = await readyModel({ url, apiKey, clock, signal, timeoutMs: serverWaitSeconds * 1000 }, options.model)
    },
  })
  const discovery = await discoverModel({ url, apiKey, clock, model })
  say(`${label}: ${model}, ${running ? `started as process ${running.pid}, log ${ownLog}` : 'was there already'}`)
  const endpoint = TargetPlan.parse({ kind: 'endpoint', label, url, model, serverWaitSeconds })
  const comparisonTarget: ComparisonTarget = {
    endpoint: endpoint as ComparisonTarget['endpoint'],
    apiKey,
    logFile: logFile ?? (running ? ownLog : null),
    ...(running ? { pid: running.pid, ended: running.ended } : {}),
  }
  return { target: comparisonTarget, running, model, maxModelLen: discovery.maxModelLen }
}

type ReadyOptions = Parameters<typeof waitUntilReady>[0]

/** Waits until the endpoint serves the model; where it serves one other model instead, that one. */
async function readyModel(options: ReadyOptions, wanted: string): Promise<string> {
  try {
    return (await waitUntilReady({ ...options, model: wanted })).model
  } catch (error) {
    if (!isBenchError(error) || error.code !== 'not_found') throw error
    const { model } = await discoverModel(options).catch(() => {
      throw new BenchError('not_found', error.message, error.hint === null ? {} : { hint: error.hint })
    })
    await waitUntilReady({ ...options, model })
    return model
  }
}
