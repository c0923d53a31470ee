import type { IncomingMessage, ServerResponse } from 'node:http'
import { isBenchError } from '@sagellm-benchmark/protocol-types'
import type { GenerationStep, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { Problem, ServedDialect } from '../dialects/define-served-dialect.js'
import type { FaultBehaviour, FaultContext } from '../faults/define-fault.js'
import { type AnswerTally, createAnswerTally } from './answer-tally.js'
import { buildReply } from './build-reply.js'
import { createStreamBuilder } from './build-stream.js'
import { sendAnswer } from './send-answer.js'
import type { ServerMeter } from './server-snapshot.js'
import { createNativeBuilder } from './native-stream.js'
import { createStreamWriter, type StreamWriter } from './stream-writer.js'
import type { WireRequest } from './wire-request.js'
import type { WriteRecorder } from './write-log.js'

export type Generation = {
  readonly requestId: string
  readonly response: ServerResponse
  readonly wire: WireRequest
  readonly engine: ServedEngine
  readonly dialect: ServedDialect
  readonly faults: readonly FaultBehaviour[]
  readonly faultContext: () => FaultContext
  readonly recorder: WriteRecorder
  readonly meter: ServerMeter
  readonly streamInterval: number
  readonly created: number
  /** Monotonic ms of this machine, for write stamps. */
  readonly stamp: () => number
  /** ms on the engine's clock. */
  readonly now: () => number
  readonly monotonicOffsetMs: number
  /** Ends with the connection or the server. */
  readonly signal: AbortSignal
}

/** Runs one generation and answers it, streamed or whole. @returns how it ended, for the log. */
export async function answerGeneration(generation: Generation): Promise<string> {
  const { wire, engine, dialect, response, meter, signal, requestId } = generation
  const tally = createAnswerTally({
    promptTokens: engine.countPromptTokens(wire.request),
    choices: wire.request.choices,
    receivedAtMs: generation.now(),
  })
  let steps: AsyncIterator<GenerationStep>
  let first: Promise<IteratorResult<GenerationStep>>
  try {
    steps = (wire.empty ? emptyAnswer(wire, generation.now) : engine.generate(wire.request, { requestId, signal }))[
      Symbol.asyncIterator
    ]()
    first = steps.next()
    // An engine may refuse when it is asked or when it is first read: both come before the status line.
    await Promise.race([first, new Promise((resolve) => setImmediate(resolve))])
  } catch (error) {
    meter.failed()
    sendAnswer(response, dialect.error(problemOf(error, engine)))
    return 'refused'
  }
  const measured = measure({ first, steps, tally, generation })
  return wire.request.stream
    ? await answerStreamed(measured, tally, generation)
    : await answerWhole(measured, tally, generation)
}

type Measured = {
  readonly first: Promise<IteratorResult<GenerationStep>>
  readonly steps: AsyncIterator<GenerationStep>
  readonly tally: AnswerTally
  readonly generation: Generation
}

/** Passes steps on and feeds the server's histograms on the way. */
async function* measure({ first, steps, tally, generation: { meter, now } }: Measured): AsyncGenerator<GenerationStep> {
  const previousAt: (number | undefined)[] = []
  try {
    for (let result = await first; !result.done; result = await steps.next()) {
      const step = result.value
      const at = now()
      const before = previousAt[step.choice]
      if (tally.firstAtMs === null) meter.firstToken(at - tally.receivedAtMs)
      if (step.queuedMs != null) meter.queued(step.queuedMs)
      if (before !== undefined) meter.gap(at - before, step.tokenIds.length)
      previousAt[step.choice] = at
      tally.add(step)
      yield step
    }
  } finally {
    await steps.return?.()
  }
}

async function answerStreamed(
  steps: AsyncGenerator<GenerationStep>,
  tally: AnswerTally,
  generation: Generation,
): Promise<string> {
  const { response, dialect, faults, wire, meter, signal } = generation
  const shape = dialect.stream
  const createBuilder = wire.endpoint === 'native' ? createNativeBuilder : createStreamBuilder
  const builder = createBuilder({ ...generation, id: idOf(generation), shape, tally })
  const writer = createStreamWriter({
    ...generation,
    faultContext: () => ({ ...generation.faultContext(), write: (text) => writer.writeText(text) }),
    embedOffsetMs: wire.embedWriteTime ? generation.monotonicOffsetMs : null,
  })
  let headers: Record<string, string> = {
    'content-type': dialect.sseContentType,
    'cache-control': 'no-cache',
    ...dialect.sseHeaders,
  }
  for (const fault of faults) headers = fault.headers?.(headers) ?? headers
  response.writeHead(200, headers)
  response.flushHeaders()

  try {
    for (const group of builder.accepted()) if (!(await writer.send(group))) return left(meter)
    for await (const step of steps) {
      for (const group of builder.step(step)) if (!(await writer.send(group))) return left(meter)
    }
    if (signal.aborted || tally.finishReasons.includes(null)) return left(meter)
    meter.finished(tally.finished())
    for (const group of builder.end()) if (!(await writer.send(group))) return 'ended by a fault'
    await writer.finish()
    return tally.finishReasons.join(',')
  } catch (error) {
    meter.failed()
    await sendStreamError(writer, error, dialect)
    return 'failed'
  }
}

function left(meter: ServerMeter): string {
  meter.failed()
  return 'cut short'
}

async function sendStreamError(writer: StreamWriter, error: unknown, dialect: ServedDialect): Promise<void> {
  const message = error instanceof Error ? error.message : String(error)
  await writer.writeText(dialect.frame(JSON.stringify(dialect.streamError.body(message))))
  if (dialect.streamError.done) await writer.writeText(dialect.frame('[DONE]'))
  await writer.finish()
}

async function answerWhole(
  steps: AsyncGenerator<GenerationStep>,
  tally: AnswerTally,
  generation: Generation,
): Promise<string> {
  const { response, dialect, meter, recorder, signal, stamp, engine } = generation
  const all: GenerationStep[] = []
  try {
    for await (const step of steps) all.push(step)
  } catch (error) {
    meter.failed()
    sendAnswer(response, dialect.error(problemOf(error, engine)))
    return 'failed'
  }
  if (signal.aborted || tally.finishReasons.includes(null)) return left(meter)
  meter.finished(tally.finished())
  const schedulingMs = all.find(({ queuedMs }) => queuedMs != null)?.queuedMs ?? 0
  meter.sentWhole({ schedulingMs, engineMs: tally.finished().totalMs - schedulingMs })
  const reply = buildReply(all, { ...generation, id: idOf(generation), shape: dialect.stream, tally })
  const body = JSON.stringify(reply)
  let headers: Record<string, string> = { 'content-type': 'application/json' }
  for (const fault of generation.faults) headers = fault.headers?.(headers) ?? headers
  const text = generation.faults.reduce(
    (body, fault) => fault.frame?.(body, { json: reply, kind: 'reply', tokens: tally.completionTokens }) ?? body,
    body,
  )
  recorder.add(stamp(), tally.completionTokens, Buffer.byteLength(text))
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(text) })
  response.end(text)
  return tally.finishReasons.join(',')
}

/** llama.cpp's answer to `max_tokens: 0`: no text, and the length is reached. */
async function* emptyAnswer({ request }: WireRequest, now: () => number): AsyncGenerator<GenerationStep> {
  for (let choice = 0; choice < request.choices; choice += 1) {
    yield { choice, tokenIds: [], text: '', atMs: now(), finishReason: 'length' }
  }
}

function idOf({ wire, dialect, requestId }: Generation): string {
  return `${wire.endpoint === 'chat' ? 'chatcmpl' : dialect.stream.completionId}-${requestId}`
}

function problemOf(error: unknown, engine: ServedEngine): Problem {
  const message = error instanceof Error ? error.message : String(error)
  if (!isBenchError(error)) return { kind: 'internal', message }
  if (error.code === 'invalid_argument') {
    return { kind: 'invalid_request', message, maxModelLen: engine.identity.maxModelLen }
  }
  if (error.code === 'resource_exhausted') return { kind: 'overloaded', message }
  return { kind: error.code === 'unavailable' ? 'unavailable' : 'internal', message }
}

/** The request's own id where it brings one, so that records of client and server can be joined. */
export function requestIdOf(request: IncomingMessage, ordinal: number): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && given !== '' ? given.slice(0, 200) : `req-${ordinal}`
}
