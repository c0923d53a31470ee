import { resolve } from 'node:path'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { capacityFile, mostCarried } from '@sagellm-benchmark/runner/calibration'
import { checkOutputFile, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { measureCapacity } from '@sagellm-benchmark/suite'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { capacityHeader, capacityRow, capacityText } from '../../terminal/capacity-rows.js'
import type { CalibrateOptions } from './calibrate-options.js'

/** Finds how many streams this machine's client keeps up with, and keeps the result for later runs. */
export async function capacityCommand(options: CalibrateOptions, io: CommandIo): Promise<ExitCode> {
  const { quick, streams, tokenRate = null, seconds = null, limitMs = null, transport, workers = null } = options
  if (transport === 'all') throw invalidArgument('--transport', transport, 'name one beside --max')
  const output = options.output === undefined ? null : resolve(io.cwd, options.output)
  if (output !== null) await checkOutputFile(output)
  let shown = 0
  const { capacities, paths } = await measureCapacity(
    {
      ...{ quick, tokensPerSecond: tokenRate, seconds, limitMs, transport, workers },
      ...(streams === undefined ? {} : { mostStreams: mostOf(streams) }),
    },
    {
      signal: io.signal,
      onStep(step, threads) {
        if (threads !== shown) io.stdout.write(`${threads} load thread${threads === 1 ? '' : 's'}\n${capacityHeader}\n`)
        shown = threads
        io.stdout.write(`${capacityRow(step)}\n`)
      },
    },
  )
  for (const capacity of capacities) io.stdout.write(`${capacityText(capacity)}\n`)
  io.stdout.write(`saved: ${paths.join(', ')}; later runs on this machine are held against it\n`)
  const [best] = [...capacities].sort((a, b) => carried(b) - carried(a))
  if (output !== null && best)
    await writeNamedFile(output, `${JSON.stringify(capacityFile.serialize(best), null, 2)}\n`)
  return 0
}

function carried(capacity: Parameters<typeof mostCarried>[0]): number {
  const most = mostCarried(capacity)
  return most === null ? 0 : most.streams * most.tokensPerSecond
}

function mostOf(text: string): number {
  const most = Number(text)
  if (Number.isInteger(most) && most > 0 && most <= 4096) return most
  throw invalidArgument('--streams', text, 'give one whole number from 1 to 4096 beside --max: the most streams to try')
}
