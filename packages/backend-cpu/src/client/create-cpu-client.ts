import type { EngineClient, SendOptions } from '@sagellm-benchmark/clients'
import {
  type Clock,
  isBenchError,
  type PlannedRequest,
  type RequestErrorClass,
  type RequestRecord,
  systemClock,
} from '@sagellm-benchmark/protocol-types'
import { cutOff, emptyRecord } from '@sagellm-benchmark/protocol-types/records'
import type { CpuEngine } from '../engine/create-cpu-engine.js'

export type CpuClientOptions = {
  readonly engine: CpuEngine
  /** Names the target in records and reports. @default 'cpu' */
  readonly label?: string
  /** The clock that the engine stamps with. @default systemClock() */
  readonly clock?: Clock
}

/**
 * The CPU engine as a target of the load engine: no network between, tokens stamped as the engine makes them. Closing the
 * client does not close the engine.
 *
 * @example const client = createCpuClient({ engine: await createCpuEngine() })
 */
export function createCpuClient({ engine, label = 'cpu', clock = systemClock() }: CpuClientOptions): EngineClient {
  const { identity } = engine
  return {
    identity: {
      label,
      engine: 'cpu',
      model: identity.model,
      transport: 'in_process',
      stampSource: 'engine_step',
      simulated: identity.simulated,
      maxModelLen: identity.maxModelLen,
      notices: identity.notice === null ? [] : [identity.notice],
    },
    open: async () => {},
    send: (planned, options = {}) => send({ engine, label, clock }, planned, options),
    close: async () => {},
  }
}

type Target = { readonly engine: CpuEngine; readonly label: string; readonly clock: Clock }

async function send(target: Target, planned: PlannedRequest, options: SendOptions): Promise<RequestRecord> {
  const { engine, clock } = target
  const startAt = clock.now()
  const tokenAt: number[] = []
  const tokenIds: number[] = []
  let outputTokens = 0
  let text = ''
  let finishReason: string | null = null
  let failure: { errorClass: RequestErrorClass; message: string } | null = null
  try {
    const signal = options.signal ? { signal: options.signal } : {}
    for await (const step of engine.generate(planned.request, { requestId: planned.requestId, ...signal })) {
      if (step.tokenIds.length > 0) tokenAt.push(step.atMs)
      outputTokens += step.tokenIds.length
      if (options.keepText) {
        text += step.text
        tokenIds.push(...step.tokenIds)
      }
      finishReason = step.finishReason ?? finishReason
      if (finishReason === null && isCancelled(planned, outputTokens)) break
    }
    if (finishReason === null && isCancelled(planned, outputTokens)) failure = cutOff('cancelled_by_client')
    else if (options.signal?.aborted && finishReason === null) failure = cutOff(options.signal.reason)
    else if (outputTokens === 0) failure = { errorClass: 'empty_response', message: 'the engine generated no token' }
  } catch (error) {
    failure = options.signal?.aborted ? cutOff(options.signal.reason) : failed(error)
  }

  const ok = failure === null
  const { request } = planned
  const promptTokens = engine.countPromptTokens(request)
  return emptyRecord(planned, {
    target: target.label,
    scheduledAt: options.scheduledAt ?? startAt,
    startAt,
    sentAt: startAt,
    firstTokenAt: tokenAt[0] ?? null,
    firstOutputAt: tokenAt[0] ?? null,
    tokenAt,
    lastTokenAt: tokenAt.at(-1) ?? null,
    endAt: clock.now(),
    promptTokens,
    outputTokens: ok ? outputTokens : null,
    tokenCountSource: 'tokenizer',
    chunkCount: tokenAt.length,
    finishReason,
    errorClass: failure?.errorClass ?? null,
    errorMessage: failure?.message ?? null,
    model: engine.identity.model,
    transport: 'in_process',
    simulated: engine.identity.simulated,
    flags: ok && request.ignoreEos && outputTokens < request.maxTokens ? ['output_short'] : [],
    outputText: options.keepText ? text : null,
    outputTokenIds: options.keepText ? tokenIds : null,
  })
}

function isCancelled({ cancel }: PlannedRequest, outputTokens: number): boolean {
  return cancel?.afterTokens != null && outputTokens >= cancel.afterTokens
}

function failed(error: unknown): { errorClass: RequestErrorClass; message: string } {
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ')
  const tooLong = isBenchError(error) && error.code === 'invalid_argument'
  return { errorClass: tooLong ? 'context_length_exceeded' : 'engine_failure', message }
}
