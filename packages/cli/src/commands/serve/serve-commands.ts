import { type Served, serveCpu, type ServeOptions, serveSimulated } from '@sagellm-benchmark/suite'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { faultRateOf } from './fault-rates.js'
import type { ReferenceEngineOptions, ServeCpuOptions } from './serve-options.js'
import { simulatorInput } from './simulator-input.js'

/** Serves the simulated engine until it is stopped. */
export async function referenceEngineCommand(options: ReferenceEngineOptions, io: CommandIo): Promise<ExitCode> {
  const faults = options.fault.map(faultRateOf)
  const { connectionThreads: threads = null, idleLimit: idleMs, announceIdle, seed } = options
  const surface = { ...surfaceOf(options, io), faults, seed, connections: { threads, idleMs, announceIdle } }
  return untilStopped(await serveSimulated(simulatorInput(options), surface), io)
}

/** Serves real CPU inference until it is stopped. */
export async function serveCpuCommand(options: ServeCpuOptions, io: CommandIo): Promise<ExitCode> {
  const { model = null, threads = null, maxBatchSize } = options
  return untilStopped(await serveCpu({ model, threads, maxBatchSize }, surfaceOf(options, io)), io)
}

function surfaceOf(options: Omit<ServeCpuOptions, 'model' | 'threads' | 'maxBatchSize'>, io: CommandIo): ServeOptions {
  const { port, host, dialect, apiKey, streamInterval, older, reportCachedTokens, logFile } = options
  return {
    port,
    host,
    dialect,
    streamInterval,
    older,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(reportCachedTokens === undefined ? {} : { reportCachedTokens }),
    logFile,
    cwd: io.cwd,
    say: (line) => void io.stderr.write(`${line}\n`),
  }
}

async function untilStopped(served: Served, io: CommandIo): Promise<ExitCode> {
  try {
    const simulated = served.simulated ? ' (SIMULATED)' : ''
    io.stdout.write(`${served.model}${simulated} at ${served.url}, Ctrl-C stops\n`)
    await new Promise<void>((stopped) => {
      if (io.signal.aborted) stopped()
      io.signal.addEventListener('abort', () => stopped(), { once: true })
    })
    return 0
  } finally {
    await served.close()
  }
}
