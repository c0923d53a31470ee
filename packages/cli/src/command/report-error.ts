import { BenchError, isBenchError } from '@sagellm-benchmark/protocol-types'
import { fileError, openFilesError } from '@sagellm-benchmark/protocol-types/edge'
import type { CommandIo, ExitCode } from './define-command.js'

const usageCodes = new Set(['invalid_argument', 'not_found', 'corrupt_data'])

/** Prints one line that says what went wrong, where, and what to do, and gives the exit code for it. */
export function reportError(thrown: unknown, io: CommandIo): ExitCode {
  const error = namedLimit(thrown)
  if (isBenchError(error)) {
    const hint = error.hint ? `; ${error.hint}` : ''
    io.stderr.write(`sagellm-benchmark: ${oneLine(error.message)}${oneLine(hint)}\n`)
    if (error.code === 'cancelled') return 130
    return usageCodes.has(error.code) ? 2 : 1
  }
  const refused = refusedFile(error)
  if (refused) return reportError(refused, io)
  if (io.signal.aborted) {
    io.stderr.write('sagellm-benchmark: interrupted\n')
    return 130
  }
  const message = error instanceof Error ? error.message : String(error)
  io.stderr.write(`sagellm-benchmark: ${oneLine(message)} (unexpected; set NODE_DEBUG=sagellm-bench for the stack)\n`)
  if (io.env['NODE_DEBUG']?.includes('sagellm-bench') && error instanceof Error) io.stderr.write(`${error.stack}\n`)
  return 1
}

/** What failed for the limit of open files says so, whatever it was and whatever else was made of it. */
function namedLimit(error: unknown): unknown {
  const limit = isBenchError(error) && error.code === 'resource_exhausted' ? null : openFilesError(error)
  if (limit === null || !isBenchError(error)) return limit ?? error
  return new BenchError(limit.code, `${error.message}: ${limit.message}`, { hint: limit.hint ?? '', cause: error })
}

/** A full disk can make any call fail. */
function refusedFile(error: unknown): BenchError | null {
  const { syscall, path } = (error ?? {}) as NodeJS.ErrnoException
  const refused = syscall === undefined ? null : fileError('use', path ?? syscall, error)
  return refused?.code === 'resource_exhausted' ? refused : null
}

/** Server and file texts may hold line breaks and terminal codes; neither belongs into the one line. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
}
