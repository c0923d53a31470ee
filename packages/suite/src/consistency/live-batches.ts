import type { EngineClient } from '@sagellm-benchmark/clients'
import { ask, type EndpointType } from './ask.js'
import { consistencyPrompts } from './ask-endpoint.js'
import { type DecodeState, decodeState, type Finding } from './decode-state.js'

export type LiveBatches = {
  readonly successful: readonly number[]
  /** Largest batch that a decode step shows; `null` where no step is shown. */
  readonly observedBatchSize: number | null
  /** Decoding while the batches ran, as the last `/info` shows it. */
  readonly decode: DecodeState
  readonly findings: readonly Finding[]
}

export type LiveBatchOptions = {
  readonly client: EngineClient
  readonly endpointType: EndpointType
  readonly maxTokens: number
  readonly batchSizes: readonly number[]
  /** Reads `/info`; `null` where there is none. */
  readonly readInfo: () => Promise<unknown>
  readonly signal: AbortSignal
}

/** Sends each batch at once and looks at the decode steps after it: an engine keeps only its last ones. */
export async function liveBatches(options: LiveBatchOptions): Promise<LiveBatches> {
  const { batchSizes, readInfo, signal } = options
  const before = await readInfo()
  let info = before
  const successful: number[] = []
  const findings: Finding[] = []
  const observed: number[] = []
  for (const size of batchSizes) {
    const errors = await sendBatch(size, options)
    signal.throwIfAborted()
    if (errors.length === 0) successful.push(size)
    else
      findings.push({
        code: 'live_batch_failed',
        message: `${errors.length} of ${size} requests sent at once failed: ${errors[0]}`,
      })
    info = await readInfo()
    observed.push(...decodeState(info, before).batchSizes)
  }
  return {
    successful,
    observedBatchSize: observed.length === 0 ? null : Math.max(...observed),
    decode: decodeState(info),
    findings,
  }
}

async function sendBatch(size: number, options: LiveBatchOptions): Promise<string[]> {
  const { client, endpointType, maxTokens, signal } = options
  const records = await Promise.all(
    Array.from({ length: size }, (_, at) => {
      const name = `batch_${size}_${at}`
      const prompt = `${consistencyPrompts.plain} (${at + 1} of ${size})`
      return ask(client, { name, endpointType, prompt, maxTokens, stream: true }, signal)
    }),
  )
  return records.flatMap(({ errorClass, errorMessage }) =>
    errorClass === null ? [] : [`${errorClass}: ${errorMessage}`],
  )
}
