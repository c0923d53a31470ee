import { addAbortSignal, type Readable } from 'node:stream'
import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'
import type { ApiAnswer } from './api-answer.js'
import { type ApiAccess, type ApiRequest, sendApiRequest } from './api-request.js'
import { withinLimit } from './within-limit.js'

/** An answer that goes on, as a watch or a log; without a stream where it was refused. */
export type OpenAnswer = ApiAnswer & { readonly stream: Readable | null }

/** The API of a cluster, as the user of a context, in one namespace. */
export interface Cluster {
  /** Name of the context; null inside a pod, where there are no contexts. */
  readonly context: string | null
  readonly namespace: string
  /** One request and its whole answer, whatever it says. */
  call(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer>
  /** Opens an answer that goes on until somebody ends it. */
  open(path: string, signal: AbortSignal): Promise<OpenAnswer>
}

/** A server that says nothing for so long hangs: the API itself ends a request after a minute at most, and most at once. */
const ANSWER_MS = 30_000
/** A thousand pods with all that other programs write into them are a tenth of it. */
const MAX_ANSWER = 128 * 1024 * 1024

export type ClusterOptions = {
  readonly access: ApiAccess
  readonly context: string | null
  readonly namespace: string
  readonly clock: Clock
}

/** A cluster behind an address. All it does throws BenchError `unavailable`, `deadline_exceeded` or `cancelled` where no answer comes. */
export function clusterAt({ access, context, namespace, clock }: ClusterOptions): Cluster {
  const limited = <T>(signal: AbortSignal, act: (signal: AbortSignal) => Promise<T>) =>
    withinLimit(act, { limitMs: ANSWER_MS, of: `the cluster at ${new URL(access.server).origin}`, signal, clock })
  return {
    context,
    namespace,
    call: (request, signal) =>
      limited(signal, async (within) => {
        const answer = await sendApiRequest(access, request, within)
        return { status: answer.statusCode ?? 0, body: await bodyOf(answer) }
      }),
    open: async (path, signal) => {
      const opened = await limited(signal, async (within) => {
        const stream = await sendApiRequest(access, { path }, within)
        const status = stream.statusCode ?? 0
        return status === 200 ? { status, body: null, stream } : { status, body: await bodyOf(stream), stream: null }
      })
      if (opened.stream !== null) addAbortSignal(signal, opened.stream)
      return opened
    },
  }
}

async function bodyOf(stream: Readable): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > MAX_ANSWER)
        throw new BenchError('unavailable', `the cluster answered with more than ${MAX_ANSWER} bytes`)
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof BenchError) throw cause
    throw new BenchError('unavailable', `the answer of the cluster broke off: ${(cause as Error).message}`, { cause })
  }
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
