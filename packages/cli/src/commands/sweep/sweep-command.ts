import { relative, resolve } from 'node:path'
import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import { type SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import { joinSweep, planSweep, resumeSweep, sweep } from '@sagellm-benchmark/suite/sweep'
import { report } from '@sagellm-benchmark/suite'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { ownCommand } from '../../command/own-command.js'
import { suiteIo } from '../../command/suite-io.js'
import { apiKeyOf } from '../../options/api-key.js'
import { shardOf } from '../../options/shard-of.js'
import { secretHeaders } from '../../options/target-from-options.js'
import { joinedText } from '../run/print-kept.js'
import { pointsFromOptions } from './points-from-options.js'
import type { SweepOptions } from './sweep-options.js'

/** Measures several loads, and shows what they come to together. */
export async function sweepCommand(options: SweepOptions, io: CommandIo): Promise<ExitCode> {
  const { quiet, resume, html, ratesBetween = 0 } = options
  const input =
    resume === undefined
      ? {
          points: await pointsFromOptions(options, io),
          ...{ seed: options.orderSeed, anchors: options.anchors, ratesBetween, gpus: options.gpus ?? null },
        }
      : null
  if (options.dryRun && input !== null) {
    for (const { id, plan } of planSweep(input).points)
      io.stdout.write(`${id}  ${plan.workloads[0]?.requests} requests\n`)
    if (ratesBetween > 0) io.stdout.write(`then ${ratesBetween} constant rates between the throughputs of these two\n`)
    return 0
  }
  const given = {
    ...suiteIo(io, options),
    apiKey: await apiKeyOf(options, io),
    secretHeaders: secretHeaders(options),
    say: (text: string) => void (options.verbose && io.stderr.write(`${text}\n`)),
    onPoint: (point: SweepPoint) => void (quiet || io.stderr.write(`${pointLine(point)}\n`)),
    html,
  }
  const own = shardOf(options, io.env)
  if (own !== null && own.shard > 0 && input !== null) {
    const joined = await joinSweep(input, { ...given, ...own })
    io.stdout.write(`${joinedText(own, joined)}\n`)
    return io.signal.aborted ? 130 : 0
  }
  const outcome =
    input === null
      ? await resumeSweep(resume as string, given)
      : await sweep(input, { ...given, output: options.output, shards: own })
  const { folder, sweep: result, interrupted } = outcome
  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  const { text } = await report(resolve(folder, 'sweep.json'), {
    format: 'table',
    colour,
    width: io.stdout.columns ?? 120,
  })
  io.stdout.write(`${text}\nartifacts: ${folder}\n`)
  if (interrupted) {
    const place = relative(io.cwd, folder)
    const again = ownCommand(['sweep', '--resume', place.startsWith('..') ? folder : place || '.'], io)
    io.stderr.write(`interrupted; continue with: ${again}\n`)
    return 130
  }
  if (result.points.some(({ withheld }) => withheld.length === 0)) return 0
  const show = shellLine(['sagellm-benchmark', 'report', '--input', folder])
  io.stderr.write(`sagellm-benchmark: no point of the sweep counts; ${show} shows why\n`)
  return 1
}

function pointLine({ id, metrics, withheld }: SweepPoint): string {
  const speed = metrics?.outputThroughputTps?.toFixed(1) ?? 'unknown'
  const ttft = metrics?.avgTtftMs?.toFixed(1) ?? 'unknown'
  return `${id}: ${speed} tok/s, mean TTFT ${ttft} ms${withheld.length > 0 ? `, claims nothing: ${withheld.join('; ')}` : ''}`
}
