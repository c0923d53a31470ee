import { keyNow } from '@sagellm-benchmark/clients/endpoint'
import { access, constants } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { MarkerPatterns } from '@sagellm-benchmark/probes'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import type { ValidationSummary } from '@sagellm-benchmark/protocol-types/validation'
import { convergenceObserver, type Verification, verifyConvergence } from '@sagellm-benchmark/runner/convergence'
import { type ComparisonOutcome, outcomeOf, repeating } from '../compare/compare.js'
import type { ComparisonIo, ComparisonRequest } from '../compare/comparison-request.js'
import { measureComparison } from '../compare/measure-comparison.js'
import { resolveIo, secretsOf, type SuiteIo } from '../io.js'
import { convergenceArtifacts, validationReport, writeConvergence } from './write-convergence.js'

export type ConvergenceRequest = ComparisonRequest & {
  /** Lines that show a path; see `markerPatterns`. @default those of sageLLM */
  readonly patterns?: MarkerPatterns
  /** Between two readings of metrics page and log; `null` reads both ends only. @default 1 */
  readonly sampleIntervalSeconds?: number | null
}

export type ConvergenceOutcome = ComparisonOutcome & { readonly summary: ValidationSummary }

/**
 * Compares targets while their surfaces and logs are watched, and judges each claim of the performance mainline.
 *
 * @throws BenchError as `compare`.
 */
export async function convergence(request: ConvergenceRequest, given: ComparisonIo): Promise<ConvergenceOutcome> {
  const { targets, patterns, sampleIntervalSeconds = 1 } = request
  if (targets.length < 2) throw invalidArgument('targets', targets.length, 'give two or more')
  const io = resolveIo(given)
  for (const sentence of await missingLogs(request)) io.warn(sentence)
  const observe = convergenceObserver({
    ...(patterns ? { patterns } : {}),
    sampleIntervalMs: sampleIntervalSeconds === null ? null : sampleIntervalSeconds * 1000,
    secrets: [...secretsOf(io), ...targets.flatMap(({ apiKey }) => keyNow(apiKey) ?? [])],
    clock: io.clock,
  })
  const hooks = { observe, artifacts: convergenceArtifacts }
  return measureComparison(request, { io: given, hooks }, async (measured) => {
    const { command, script } = repeating({ request, io: given })
    const outcome = outcomeOf(measured, command)
    const comparison = outcome.comparison as ComparisonFile
    const { captures } = outcome
    const { hardwareFamily = null } = request
    const summary = await writeConvergence({ measured, comparison, captures, reproduce: script, hardwareFamily })
    return { ...outcome, summary }
  })
}

/** A sentence for each target without a readable log, before anything is measured: its claims cannot be decided. */
async function missingLogs({ targets }: ConvergenceRequest): Promise<string[]> {
  const sentences = await Promise.all(
    targets.map(async ({ target: { label }, logFile = null, command = null }) => {
      const missing = `no claim about it can converge without one (missing_log_probe)`
      if (logFile === null)
        return command === null ? `${label} has no log file: ${missing}; give --log-file ${label}=PATH` : null
      // A server that a command starts may create its log later.
      if (command !== null) return null
      const problem = await access(logFile, constants.R_OK).then(
        () => null,
        (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? 'does not exist' : 'cannot be read'),
      )
      return problem && `the log file of ${label}, ${logFile}, ${problem} yet: ${missing}`
    }),
  )
  return sentences.filter((each) => each !== null)
}

/**
 * Works every figure and verdict of a convergence folder out again from its raw artifacts.
 *
 * @throws BenchError `not_found` for a folder without a readable `validation_summary.json`.
 */
export function verify(folder: string, io: Pick<SuiteIo, 'cwd'> = {}): Promise<Verification> {
  return verifyConvergence(resolve(io.cwd ?? process.cwd(), folder), { renderValidation: validationReport })
}
