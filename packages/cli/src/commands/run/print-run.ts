import { loadText } from '@sagellm-benchmark/protocol-types/loads'
import { runBlock, runTable } from '@sagellm-benchmark/reporters/terminal'
import type { RunOutcome } from '@sagellm-benchmark/suite'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { calibrationLeftOut, calibrationNote } from '../../terminal/calibration-note.js'
import { printPlotPaths } from '../../terminal/print-plots.js'
import { relative } from 'node:path'
import { ownCommand } from '../../command/own-command.js'
import { type HeldAgainst, printThresholds } from '../../command/print-thresholds.js'
import { judgeErrors } from '../../command/judge-errors.js'
import { reportError } from '../../command/report-error.js'

export type PrintRunOptions = {
  /** Plots were asked for. */
  readonly plots: boolean
  readonly verbose: boolean
  /** A calibration of this machine was to be used. */
  readonly calibrated: boolean
  /** Share of failures that is allowed; `null`: the usual one. */
  readonly maxErrorRate: number | null
  readonly io: CommandIo
}

/** Prints what a run came to. */
export function printRun(
  outcome: RunOutcome,
  { plots, verbose, calibrated, maxErrorRate, io }: PrintRunOptions,
): ExitCode {
  const { folder, header, summary, workloads, calibration, overNetwork, interrupted } = outcome
  if (plots) printPlotPaths(outcome.plots, io)
  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  const { notices } = header
  const place = relative(io.cwd, folder)
  const reportCommand = ownCommand(['report', '--input', place.startsWith('..') ? folder : place || '.'], io)
  for (const { name, load, metrics } of workloads.length <= 2 || verbose ? workloads : []) {
    const head = {
      workload: name,
      target: header.target.label,
      load: load ? loadText(load, { ofSessions: metrics.sessions !== null }) : null,
    }
    io.stdout.write(`${runBlock({ ...head, metrics, notices }, { colour })}\n\n`)
  }
  if (workloads.length > 1) io.stdout.write(`${runTable(summary, { colour, reportCommand })}\n\n`)
  if (overNetwork) io.stdout.write(`${calibrated ? calibrationNote(calibration) : calibrationLeftOut}\n`)
  io.stdout.write(`artifacts: ${folder}\n`)

  if (interrupted) {
    // A run until it is precise looks at planned moments of one go, so that it cannot be continued.
    const next = workloads.some(({ metrics }) => metrics.precision !== null)
      ? `interrupted before it was precise: what was measured is in ${folder}; run it anew for more`
      : `interrupted; continue with: ${ownCommand(['run', '--resume', folder], io)}`
    io.stderr.write(`${next}\n`)
    return 130
  }
  const lost = outcome.lostShards.length > 0 ? lostText(outcome.lostShards) : null
  if (lost !== null) io.stderr.write(`sagellm-benchmark: ${lost}\n`)
  const unmade = outcome.unmade ? reportError(outcome.unmade, io) : 0
  const judged = judgeErrors(
    workloads.map(({ name, metrics }) => ({
      name,
      errorRate: metrics.errorRate,
      succeeded: metrics.successfulRequests,
    })),
    maxErrorRate,
  )
  if (judged) io.stderr.write(`sagellm-benchmark: ${judged.message}\n`)
  const failed = Math.max(unmade > 0 || lost !== null ? 1 : 0, judged?.exitCode ?? 0)
  const gates = Math.max(precisionCode(outcome, io), contractCode(outcome, io), printThresholds(heldOf(outcome), io))
  return (failed > 0 ? failed : gates) as ExitCode
}

/** Says which shards were lost. */
export function lostText(shards: readonly number[]): string {
  const named = shards.length === 1 ? `shard ${shards[0]} was` : `shards ${shards.join(', ')} were`
  return `${named} lost while the load went on: what was measured is kept, and there is no verdict`
}

/** A precision that was asked for and not reached is a gate that did not hold. */
function precisionCode({ workloads }: RunOutcome, io: CommandIo): ExitCode {
  const missed = workloads.filter(({ metrics: { precision } }) => precision !== null && precision.ended !== 'precise')
  if (missed.length === 0) return 0
  io.stderr.write(
    `sagellm-benchmark: the precision of --until-precise was not reached: ${missed.map(({ name }) => name).join(', ')}\n`,
  )
  return 3
}

function heldOf({ workloads }: RunOutcome): HeldAgainst[] {
  return workloads.map(({ name, metrics: { thresholds } }) => ({ name, thresholds }))
}

/** A contract that was asked for and is not kept is another one. */
function contractCode({ workloads }: RunOutcome, io: CommandIo): ExitCode {
  const missed = workloads.filter(({ contract }) => contract !== undefined && !contract.passed)
  for (const { name, contract } of missed)
    io.stderr.write(`sagellm-benchmark: the contract is not kept: ${name}: ${contract?.summary}\n`)
  return missed.length === 0 ? 0 : 3
}
