import { writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import type { ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { EngineServerOptions, SimulatorInput } from '@sagellm-benchmark/reference-engine'
import type { SuiteIo } from '../io.js'

export type ServeOptions = Omit<EngineServerOptions, 'engine' | 'logSink' | 'inspect' | 'clock'> &
  Pick<SuiteIo, 'cwd'> & {
    /** Log lines are appended to this file. @default they go to `say`, each as one sentence */
    readonly logFile?: string | undefined
    /** Called with each log line where there is no file. @default nothing */
    readonly say?: (line: string) => void
  }

/** A server that answers. */
export interface Served {
  /** Base URL, with /v1. */
  readonly url: string
  readonly model: string
  readonly simulated: boolean
  /** Ends the server and its engine. */
  close(): Promise<void>
}

type CpuEngineChoice = {
  /** Model folder or hub id. @default the embedded tiny model */
  readonly model?: string | null
  /** @default 1 */
  readonly threads?: number | null
  /** Requests decoded together; more wait. @default that of `CpuBatchSize` */
  readonly maxBatchSize?: number
}

/**
 * Serves the simulated engine over the OpenAI API.
 *
 * @throws BenchError for a log file that cannot be written, or a port that cannot be had.
 * @example const served = await serveSimulated({ decodeStepMs: 5 }, { port: 8901 })
 */
export async function serveSimulated(input: SimulatorInput = {}, options: ServeOptions = {}): Promise<Served> {
  const { createReferenceEngine, inspectTruth } = await import('@sagellm-benchmark/reference-engine')
  const engine = createReferenceEngine(input)
  return serve(engine, { ...options, inspect: inspectTruth(engine) })
}

/**
 * Serves real CPU inference over the OpenAI API.
 *
 * @throws BenchError as `serveSimulated`, and for a model that cannot be loaded.
 */
export async function serveCpu(choice: CpuEngineChoice = {}, options: ServeOptions = {}): Promise<Served> {
  const { createCpuEngine } = await import('@sagellm-benchmark/backend-cpu')
  return serve(await createCpuEngine(choice), options)
}

async function serve(
  engine: ServedEngine,
  { logFile, say, cwd, ...options }: ServeOptions & Pick<EngineServerOptions, 'inspect'>,
): Promise<Served> {
  try {
    const { startEngineServer } = await import('@sagellm-benchmark/reference-engine')
    const log = await openLog(logFile, { cwd: cwd ?? process.cwd(), say: say ?? (() => {}) })
    const server = await startEngineServer({ ...options, engine, logSink: log.write })
    const { model, simulated } = engine.identity
    return {
      url: `${server.url}/v1`,
      model,
      simulated,
      async close() {
        await server.close()
        await engine.close()
        await log.close()
      },
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}

/** Where the server's log goes. The reference to the file is kept here, because Node closes a file handle that is garbage collected. */
type Log = { write(line: string): void; close(): Promise<void> }

async function openLog(
  file: string | undefined,
  { cwd, say }: { readonly cwd: string; readonly say: (line: string) => void },
): Promise<Log> {
  if (file === undefined) return { write: say, close: async () => {} }
  const path = resolve(cwd, file)
  try {
    // Opened asynchronously, because opening a pipe waits for its reader.
    const log = await open(path, 'a')
    if ((await log.stat()).isFile())
      return { write: (line) => void writeSync(log.fd, `${line}\n`), close: () => log.close() }
    const stream = log.createWriteStream()
    stream.on('error', () => {})
    return { write: (line) => void stream.write(`${line}\n`), close: async () => void stream.end() }
  } catch (cause) {
    throw fileError('write to', `--log-file ${path}`, cause)
  }
}
