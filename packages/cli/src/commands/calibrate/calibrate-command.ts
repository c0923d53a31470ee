import { resolve } from 'node:path'
import { invalidArgument, isBenchError } from '@sagellm-benchmark/protocol-types'
import { type CalibrationFile, calibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { checkOutputFile, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { calibrate } from '@sagellm-benchmark/suite'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { calibrationNote } from '../../terminal/calibration-note.js'
import { calibrationHeader, calibrationRow, calibrationsBeside } from '../../terminal/calibration-rows.js'
import type { CalibrateOptions } from './calibrate-options.js'
import { capacityCommand } from './capacity-command.js'

/** What `--transport all` measures, one after the other. */
const transports = ['kernel', 'raw', 'undici', 'fetch'] as const

/** Measures this machine's client and keeps the result for later runs. */
export async function calibrateCommand(options: CalibrateOptions, io: CommandIo): Promise<ExitCode> {
  if (options.max) return capacityCommand(options, io)
  const { transport, max: _, ...rest } = options
  const output = options.output === undefined ? null : resolve(io.cwd, options.output)
  if (output !== null && transport === 'all')
    throw invalidArgument('--output', output, 'name one --transport: the file holds the result of one')
  if (output !== null) await checkOutputFile(output)
  if (transport !== 'all') {
    const calibration = await measure({ ...rest, transport }, io)
    const text = `${JSON.stringify(calibrationFile.serialize(calibration), null, 2)}\n`
    if (output !== null) await writeNamedFile(output, text)
    return 0
  }
  const measured: CalibrationFile[] = []
  for (const each of transports) {
    io.stdout.write(`${each}\n`)
    try {
      measured.push(await measure({ ...rest, transport: each }, io))
    } catch (error) {
      // One that cannot work here takes nothing from the others.
      if (!isBenchError(error) || error.code !== 'invalid_argument') throw error
      io.stdout.write(`${error.message}\n`)
    }
  }
  io.stdout.write(`${calibrationsBeside(measured)}\n`)
  return 0
}

type OneTransport = Omit<CalibrateOptions, 'transport' | 'output' | 'max'> & {
  readonly transport: Exclude<CalibrateOptions['transport'], 'all'>
}

async function measure(options: OneTransport, io: CommandIo): Promise<CalibrationFile> {
  const { quick, tokenRate: tokensPerSecond, seconds = null, limitMs, transport, workers } = options
  const streams = options.streams === undefined ? null : streamsIn(options.streams)
  io.stdout.write(`${calibrationHeader}\n`)
  const { calibration, path } = await calibrate(
    { quick, streams, tokensPerSecond, seconds, limitMs, transport, workers },
    { signal: io.signal, onStep: (step) => void io.stdout.write(`${calibrationRow(step)}\n`) },
  )
  io.stdout.write(`${calibrationNote(calibration)}\n`)
  io.stdout.write(`saved: ${path}; later runs on this machine print it\n`)
  return calibration
}

function streamsIn(text: string): number[] {
  const numbers = text.split(',').map(Number)
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  if (sorted.every((each) => Number.isInteger(each) && each > 0 && each <= 4096)) return sorted
  throw invalidArgument('--streams', text, 'give whole numbers from 1 to 4096, such as 1,16,64')
}
