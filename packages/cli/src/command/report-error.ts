import { type BenchError, isBenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import type { CommandIo, ExitCode } from './define-command.js'

const usageCodes = new Set(['invalid_argument', 'not_found', 'corrupt_data'])

/** Prints one line that says what went wrong, where, and what to do, and gives the exit code for it. */
export function reportError(error: unknown, io: CommandIo): ExitCode {
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

/** A full disk or too many open files can make any call fail, even the loading of this program's own code. */
function refusedFile(error: unknown): BenchError | null {
  const { syscall, path } = (error ?? {}) as NodeJS.ErrnoException
  const refused = syscall === undefined ? null : fileError('use', path ?? syscall, error)
  return refused?.code === 'resource_exhausted' ? refused : null
}

/** Server and file texts may hold line breaks and terminal codes; neither belongs into the one line. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
}
