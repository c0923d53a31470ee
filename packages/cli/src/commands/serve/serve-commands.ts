import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  createReferenceEngine,
  type EngineServerOptions,
  inspectTruth,
  startEngineServer,
} from '@sagellm-benchmark/reference-engine'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { faultRateOf } from './fault-rates.js'
import type { ReferenceEngineOptions, ServeCpuOptions } from './serve-options.js'
import { simulatorInput } from './simulator-input.js'

/** Serves the simulated engine until it is stopped. */
export async function referenceEngineCommand(options: ReferenceEngineOptions, io: CommandIo): Promise<ExitCode> {
  const faults = options.fault.map(faultRateOf)
  const engine = createReferenceEngine(simulatorInput(options))
  return await serve(engine, { options, io, further: { faults, seed: options.seed, inspect: inspectTruth(engine) } })
}

/** Serves real CPU inference until it is stopped. */
export async function serveCpuCommand(options: ServeCpuOptions, io: CommandIo): Promise<ExitCode> {
  const { createCpuEngine } = await import('@sagellm-benchmark/backend-cpu')
  const { model = null, threads = null, maxBatchSize } = options
  return await serve(await createCpuEngine({ model, threads, maxBatchSize }), { options, io, further: {} })
}

type Serving = {
  readonly options: Omit<ServeCpuOptions, 'model' | 'threads' | 'maxBatchSize'>
  readonly io: CommandIo
  readonly further: Partial<EngineServerOptions>
}

async function serve(engine: ServedEngine, { options, io, further }: Serving): Promise<ExitCode> {
  const { port, host, dialect, apiKey, streamInterval, older, reportCachedTokens } = options
  try {
    const server = await startEngineServer({
      engine,
      port,
      host,
      dialect,
      streamInterval,
      older,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(reportCachedTokens === undefined ? {} : { reportCachedTokens }),
      ...further,
      logSink: logSink(options.logFile, io),
    })
    const simulated = engine.identity.simulated ? ' (SIMULATED)' : ''
    io.stdout.write(`${engine.identity.model}${simulated} at ${server.url}/v1, Ctrl-C stops\n`)
    await new Promise<void>((stopped) => {
      if (io.signal.aborted) stopped()
      io.signal.addEventListener('abort', () => stopped(), { once: true })
    })
    await server.close()
    return 0
  } finally {
    await engine.close()
  }
}

function logSink(file: string | undefined, io: CommandIo): (line: string) => void {
  if (file === undefined) return (line) => void io.stderr.write(`${line}\n`)
  const path = resolve(io.cwd, file)
  try {
    appendFileSync(path, '')
  } catch (cause) {
    throw invalidArgument('--log-file', file, `give a file that can be written: ${(cause as Error).message}`)
  }
  return (line) => appendFileSync(path, `${line}\n`)
}
