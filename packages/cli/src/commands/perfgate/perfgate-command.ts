import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { perfCompareCommand } from '../perf-compare/perf-compare-command.js'
import type { PerfgateOptions } from './perfgate-options.js'

/** Judges as `perf-compare`; says at the end whether the gate held, and lets it count where it is to be enforced. */
export async function perfgateCommand({ mode, ...options }: PerfgateOptions, io: CommandIo): Promise<ExitCode> {
  const code = await perfCompareCommand(options, io)
  io.stdout.write(`gate: ${words[code] ?? 'no verdict'}${mode === 'report' && code !== 0 ? ' (reported only)' : ''}\n`)
  return mode === 'report' ? 0 : code
}

const words: Partial<Record<ExitCode, string>> = { 0: 'held', 1: 'nothing could be compared', 3: 'did not hold' }
