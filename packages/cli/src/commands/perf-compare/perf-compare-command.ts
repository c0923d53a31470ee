import { appendFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkPerfRows, fileOfStarts, perfRegressions, regressionMetrics } from '@sagellm-benchmark/metrics/verdicts'
import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { type RegressionFile, regressionFile } from '@sagellm-benchmark/protocol-types/comparison'
import { type E2ePerfFile, e2ePerfFile } from '@sagellm-benchmark/protocol-types/performance'
import { readArtifact, renderReport } from '@sagellm-benchmark/reporters'
import { checkOutputFile, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { endToEndJson } from '@sagellm-benchmark/suite/files'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { readJsonFile } from '../../files/read-json-file.js'
import type { PerfCompareOptions } from './perf-compare-options.js'

/** Judges one end-to-end result against another and leaves the verdict where the flags say. */
export async function perfCompareCommand(options: PerfCompareOptions, io: CommandIo): Promise<ExitCode> {
  for (const path of [options.summaryJson, options.reportMd, options.commentMd, options.githubOutput])
    if (path !== undefined) await checkOutputFile(resolve(io.cwd, path))
  const baseline = await readSide(options.baseline, io)
  const current = await readSide(options.current, io)
  const result = perfRegressions(
    { baseline, current },
    {
      warningThresholdPct: options.warningThreshold,
      criticalThresholdPct: options.criticalThreshold,
      expectedChanges: knownMetrics(options.expectedChange),
    },
  )
  if (result.sameMachine === false && !options.allowDifferentMachine) throw differentMachines(result)

  const json = regressionFile.serialize(result)
  const input = readArtifact(json, 'the regression summary')
  const write = async (path: string | undefined, text: () => string | Promise<string>) => {
    if (path !== undefined) await writeNamedFile(resolve(io.cwd, path), await text())
  }
  await write(options.summaryJson, () => `${JSON.stringify(json, null, 2)}\n`)
  await write(options.reportMd, () => renderReport({ input, format: 'markdown' }))
  await write(options.commentMd, () => renderReport({ input, format: 'comment' }))
  if (options.githubOutput !== undefined) {
    const file = resolve(io.cwd, options.githubOutput)
    await appendFile(file, `overall_status=${result.overallStatus}\n`).catch((cause: unknown) => {
      throw fileError('write to', file, cause)
    })
  }
  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  const table = await renderReport({ input, format: 'table', colour, width: io.stdout.columns ?? 120 })
  io.stdout.write(`${table.trimEnd()}\n`)
  return result.overallStatus === options.failOn ? 3 : exitCodes[result.overallStatus]
}

const exitCodes: Readonly<Record<RegressionFile['overallStatus'], ExitCode>> = {
  acceptable: 0,
  warning: 0,
  not_comparable: 1,
  critical: 3,
}

/** Refuses a misspelt name, which would let a regression pass unseen, or stop an announced one. */
function knownMetrics(names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => !regressionMetrics.includes(name))
  if (unknown !== undefined)
    throw invalidArgument('--expected-change', unknown, `choose from ${regressionMetrics.join(', ')}`)
  return names
}

async function readSide(paths: readonly string[], io: CommandIo): Promise<E2ePerfFile> {
  const files = await Promise.all(paths.map((path) => readPerf(resolve(io.cwd, path))))
  const texts = files.map((file) => JSON.stringify(file))
  const again = texts.findIndex((text, at) => texts.indexOf(text) !== at)
  if (again >= 0)
    throw new BenchError(
      'invalid_argument',
      `${paths[again]} holds the same measurement as ${paths[texts.indexOf(texts[again] as string)]}`,
      { hint: 'give each measurement once: one that counts twice makes the noise look smaller than it is' },
    )
  return fileOfStarts(files as [E2ePerfFile, ...E2ePerfFile[]])
}

async function readPerf(path: string): Promise<E2ePerfFile> {
  const json = endToEndJson(await readJsonFile(path), path)
  if ((json as { kind?: unknown } | null)?.kind === 'e2e') {
    const file = e2ePerfFile.parse(json, path)
    checkPerfRows(file, path)
    return file
  }
  throw new BenchError('corrupt_data', `${path} is not an end-to-end result`, {
    hint: 'make one with: sagellm-benchmark perf --type e2e --output-json FILE',
  })
}

function differentMachines({ baseline, current }: RegressionFile): BenchError {
  const message = `the baseline was measured on another machine (${baseline?.machine}; now ${current?.machine})`
  return new BenchError('invalid_argument', message, {
    hint: 'measure a baseline on this machine, or compare all the same with --allow-different-machine',
  })
}
