import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { readTraceFile } from '@sagellm-benchmark/suite/files'
import type { Trace, TraceOptions } from '@sagellm-benchmark/workloads/traces'
import type { CommandIo } from '../command/define-command.js'
import { dataFileOf } from './data-file-of.js'
import type { LoadOptions } from './load-options.js'

/**
 * The recorded requests of `--trace` that the flags want.
 *
 * @returns `null` where no file is named.
 * @throws BenchError `not_found` for a file that is not there, `invalid_argument` and `corrupt_data` for one that is no trace.
 */
export async function readTraceOf(options: LoadOptions, io: CommandIo): Promise<Trace | null> {
  if (options.trace === undefined) return null
  const trace = await readTraceFile({ ...traceOptionsOf(options), path: await dataFileOf(options.trace, io) })
  const [odd] = trace.reading.passedOver
  // A list of times has nothing but times in it: another line is a mistake, and not a row of another kind.
  if (trace.format === 'times' && odd)
    throw invalidArgument(`line ${odd.firstLine} of ${options.trace}`, odd.problem, 'write one time in ms a line')
  return trace
}

/** Which rows of the trace the flags want, as the plan keeps it. */
export function traceOptionsOf(options: LoadOptions): { readonly path: string } & Partial<TraceOptions> {
  return {
    path: options.trace ?? '',
    format: options.traceFormat ?? null,
    startSeconds: options.traceStart,
    durationSeconds: options.traceDuration ?? null,
    minPromptTokens: options.minPromptTokens ?? null,
    maxPromptTokens: options.maxPromptTokens ?? null,
    requests: options.numPrompts ?? null,
    loops: options.loops,
    blockSize: options.traceBlockSize ?? null,
    cacheTokens: options.cacheTokens ?? null,
  }
}
