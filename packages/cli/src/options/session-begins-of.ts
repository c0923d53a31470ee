import { readSessionBegins, type SessionBegins } from '@sagellm-benchmark/suite/files'
import type { CommandIo } from '../command/define-command.js'
import { dataFileOf } from './data-file-of.js'
import type { SessionFlags } from './session-flags.js'

/**
 * Number and begins of the sessions of `--session-file` that the flags want; `null` where none is named.
 *
 * @throws BenchError as `readSessionBegins`.
 */
export async function sessionBeginsOf(options: SessionFlags, io: CommandIo): Promise<SessionBegins | null> {
  const { sessionFile, sessionFormat, sessions, datasetRepeat, traceStart, traceDuration } = options
  if (sessionFile === undefined) return null
  // What is repeated is repeated as a whole.
  const atMost = datasetRepeat ? undefined : sessions
  const window = { startSeconds: traceStart, durationSeconds: traceDuration ?? null }
  return readSessionBegins({
    path: await dataFileOf(sessionFile, io),
    format: sessionFormat ?? null,
    atMost,
    ...window,
  })
}
