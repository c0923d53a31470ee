import { relative, resolve } from 'node:path'
import type { CapacityFile, CapacityLine, CapacityVisit } from '@sagellm-benchmark/protocol-types/sweeps'
import { report } from '@sagellm-benchmark/suite'
import { findCapacity, resumeCapacity } from '@sagellm-benchmark/suite/sweep'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { ownCommand } from '../../command/own-command.js'
import { suiteIo } from '../../command/suite-io.js'
import { apiKeyOf } from '../../options/api-key.js'
import { secretHeaders } from '../../options/target-from-options.js'
import type { CapacityOptions } from './capacity-options.js'
import { questionFromOptions } from './question-from-options.js'

/** Finds the highest load that meets the SLO, and shows the interval that it lies in. */
export async function capacityCommand(options: CapacityOptions, io: CommandIo): Promise<ExitCode> {
  const { quiet, resume, html, budget } = options
  const input = resume === undefined ? await questionFromOptions(options, io) : null
  const given = {
    ...suiteIo(io, options),
    apiKey: await apiKeyOf(options, io),
    secretHeaders: secretHeaders(options),
    say: (text: string) => void (options.verbose && io.stderr.write(`${text}\n`)),
    onVisit: (line: CapacityLine) => void (quiet || io.stderr.write(`${visitLine(line)}\n`)),
    html,
  }
  const { folder, capacity, interrupted } =
    input === null
      ? await resumeCapacity(resume as string, {
          ...given,
          ...(budget === undefined ? {} : { budgetSeconds: budget * 60 }),
        })
      : await findCapacity(input, { ...given, output: options.output })
  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  const { text } = await report(resolve(folder, 'capacity.json'), {
    format: 'table',
    colour,
    width: io.stdout.columns ?? 120,
  })
  io.stdout.write(`${text}\nartifacts: ${folder}\n`)
  if (!interrupted) return exitCodeOf(capacity, io)
  const place = relative(io.cwd, folder)
  const again = ownCommand(['capacity', '--resume', place.startsWith('..') ? folder : place || '.'], io)
  io.stderr.write(`interrupted; continue with: ${again}\n`)
  return 130
}

/** 1 where nothing was learnt of the server, 3 where it was, and is not what was asked for. */
function exitCodeOf({ ended, low, high, message }: CapacityFile, io: CommandIo): ExitCode {
  if (ended === 'found') return 0
  io.stderr.write(`sagellm-benchmark: ${message}\n`)
  return ended === 'contradiction' || (low === null && high === null) ? 1 : 3
}

function visitLine({ point, visit }: CapacityLine): string {
  const { load, requests, seconds } = visit
  const ttft = point.metrics?.p99TtftMs?.toFixed(1) ?? 'unknown'
  return `${load}: ${requests} requests in ${seconds.toFixed(1)} s, p99 TTFT ${ttft} ms${remarksOf(visit)}`
}

function remarksOf({ withheld, overloaded, clientLate, lateMs }: CapacityVisit): string {
  const end = overloaded ? ', an overload' : ''
  if (withheld.length === 0) return end
  const late = clientLate || lateMs !== null
  const by = lateMs === null ? '' : `, which can have added ${lateMs.toFixed(0)} ms`
  return `${end}, ${late ? 'with a late client' : 'says nothing'}: ${withheld.join('; ')}${late ? by : ''}`
}
