import { resolve } from 'node:path'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { type CalibrationStep, calibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { checkOutputFile, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { calibrate } from '@sagellm-benchmark/suite'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { calibrationNote } from '../../terminal/calibration-note.js'
import type { CalibrateOptions } from './calibrate-options.js'

/** Measures this machine's client and keeps the result for later runs. */
export async function calibrateCommand(options: CalibrateOptions, io: CommandIo): Promise<ExitCode> {
  const { quick, tokenRate: tokensPerSecond, seconds = null, limitMs, transport, workers } = options
  const streams = options.streams === undefined ? null : streamsIn(options.streams)
  const output = options.output === undefined ? null : resolve(io.cwd, options.output)
  if (output !== null) await checkOutputFile(output)
  io.stdout.write(`${header}\n`)
  const { calibration, path } = await calibrate(
    { quick, streams, tokensPerSecond, seconds, limitMs, transport, workers },
    { signal: io.signal, onStep: (step) => void io.stdout.write(`${row(step)}\n`) },
  )
  io.stdout.write(`${calibrationNote(calibration)}\n`)
  io.stdout.write(`saved: ${path}; later runs on this machine print it\n`)
  if (output !== null) {
    const text = `${JSON.stringify(calibrationFile.serialize(calibration), null, 2)}\n`
    await writeNamedFile(output, text)
  }
  return 0
}

function streamsIn(text: string): number[] {
  const numbers = text.split(',').map(Number)
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  if (sorted.every((each) => Number.isInteger(each) && each > 0 && each <= 4096)) return sorted
  throw invalidArgument('--streams', text, 'give whole numbers from 1 to 4096, such as 1,16,64')
}

const widths = [7, 8, 8, 9, 9, 9, 15, 6]
const header = line(['streams', 'tok/s', 'tokens', 'p50 ms', 'p99 ms', 'max ms', '1st token p99', 'cpu'])

function row(step: CalibrationStep): string {
  const { streams, tokensPerSecond, errorP50Ms, errorP99Ms, errorMaxMs, firstTokenErrorP99Ms, cpuShare } = step
  const cpu = cpuShare === null ? '' : `${(cpuShare * 100).toFixed(0)} %`
  const failed = step.failedRequests > 0 ? `  ${step.failedRequests} requests failed` : ''
  const figures = [errorP50Ms, errorP99Ms, errorMaxMs, firstTokenErrorP99Ms].map((ms) => ms?.toFixed(3) ?? '-')
  const cells = [streams, streams * tokensPerSecond, step.tokens, ...figures, cpu].map(String)
  return `${line(cells)}${step.withinLimit ? '' : '  over the limit'}${failed}`
}

function line(cells: readonly string[]): string {
  return cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join(' ')
}
