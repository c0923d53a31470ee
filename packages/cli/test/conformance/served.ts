import { createOpenAiClient, type OpenAiClient, type OpenAiClientOptions } from '@sagellm-benchmark/clients'
import { kernelTransport } from '@sagellm-benchmark/kernel-transport'
import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import {
  createReferenceEngine,
  type EngineServer,
  type EngineServerOptions,
  type ReferenceEngine,
  type SimulatorInput,
  startEngineServer,
} from '@sagellm-benchmark/reference-engine'

const kernel = await kernelTransport()
const kernelWorks = kernel.cannotReach({ origin: new URL('http://127.0.0.1') }) === null

/** All that can be tested here. */
export const transports = (['kernel', 'raw', 'undici', 'fetch'] as const).filter(
  (name) => name !== 'kernel' || kernelWorks,
)
export type TransportName = (typeof transports)[number]

/** Tokens that each request of the suite asks for. */
export const wantedTokens = 12

export type Served = {
  readonly engine: ReferenceEngine
  readonly server: EngineServer
  /** One client for equal options, so that a server is asked only once what it is. */
  client(options?: Partial<OpenAiClientOptions>): OpenAiClient
  close(): Promise<void>
}

/** A quick engine in one dialect, whose greedy answers depend on the prompt alone and hold characters of several bytes. */
export async function serve(
  dialect: string,
  simulator: SimulatorInput = {},
  surface: Partial<EngineServerOptions> = {},
): Promise<Served> {
  const engine = createReferenceEngine({
    decodeStepMs: 0.5,
    decodePerSequenceMs: 0,
    prefillBaseMs: 0.1,
    noiseCv: 0,
    maxModelLen: 256,
    naturalOutputTokens: null,
    multibyteShare: 0.4,
    ...simulator,
  })
  const server = await startEngineServer({ engine, dialect, ...surface })
  const clients = new Map<string, OpenAiClient>()
  return {
    engine,
    server,
    client(options = {}) {
      const key = JSON.stringify(options)
      const client =
        clients.get(key) ?? createOpenAiClient({ url: server.url, env: {}, dialect, transports: [kernel], ...options })
      clients.set(key, client)
      return client
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()))
      await server.close()
      await engine.close()
    },
  }
}

let requests = 0

/** A greedy request of `wantedTokens` tokens with an id of its own. */
export function aRequest(fields: Partial<GenerationRequest> = {}): PlannedRequest {
  requests += 1
  return {
    requestId: `conformance-${requests}`,
    workload: 'conformance',
    phase: 'measured',
    round: 0,
    index: requests,
    dueAtMs: null,
    request: GenerationRequest.parse({
      input: { kind: 'messages', messages: [{ role: 'user', content: 'Tell me about the harbour' }] },
      maxTokens: wantedTokens,
      ...fields,
    }),
    intendedPromptTokens: null,
    promptLengthBasis: 'estimate',
  }
}

/** What the engine answers, asked in process: the truth that a record is held against. */
export async function truthOf(
  engine: ReferenceEngine,
  request: GenerationRequest,
): Promise<{ readonly text: string; readonly promptTokens: number }> {
  let text = ''
  for await (const step of engine.generate(request, { requestId: 'truth' })) {
    if (step.choice === 0 && step.channel !== 'reasoning') text += step.text
  }
  return { text, promptTokens: engine.countPromptTokens(request) }
}

const readFlags = new Set([
  'silent_steps',
  'eos_step',
  'reasoning_hidden',
  'tbt_estimated',
  'tbt_coarse',
  'held_then_burst',
  'tokens_unseen',
  'late_end',
])

/** The flags that do not depend on how the kernel cut the stream into reads, or on how busy the machine is. */
export function besideReads(flags: readonly string[]): string[] {
  return flags.filter((flag) => !readFlags.has(flag))
}
