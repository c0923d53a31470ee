import { resolve } from 'node:path'
import { checkPerfRows } from '@sagellm-benchmark/metrics/verdicts'
import {
  coreTelemetryOf,
  type CoreTelemetryOptions,
  defaultParityGate,
  evaluateParity,
  parityRunOf,
} from '@sagellm-benchmark/metrics/parity'
import {
  type CoreDecodeTelemetry,
  coreTelemetryFile,
  type ParityEvaluation,
  parityGateFile,
  type ParityRun,
  parityRunFile,
} from '@sagellm-benchmark/protocol-types/canonical'
import { captureFile } from '@sagellm-benchmark/protocol-types/comparison'
import { endToEndJson } from '../files/end-to-end-json.js'
import { readJsonFile } from '../files/read-json-file.js'
import { resolveIo, type SuiteIo } from '../io.js'

export type ParityRequest = {
  /** A parity run, or an end-to-end file of perf, compare or compare-record. */
  readonly candidate: string
  readonly references: readonly string[]
  /** @default the default gate */
  readonly gate?: string | null
  /** Decode steps of the candidate, as `convertCoreTelemetry` makes them. @default none */
  readonly coreTelemetry?: string | null
}

/** Holds files against a parity gate. @throws BenchError for a file that cannot be read as what it should be. */
export async function parityGate(
  { candidate, references, gate = null, coreTelemetry = null }: ParityRequest,
  given: Pick<SuiteIo, 'cwd'> = {},
): Promise<ParityEvaluation> {
  const { cwd } = resolveIo(given)
  const at = (path: string) => resolve(cwd, path)
  const telemetry =
    coreTelemetry === null ? null : coreTelemetryFile.parse(await readJsonFile(at(coreTelemetry)), coreTelemetry)
  return evaluateParity({
    gate: gate === null ? defaultParityGate : parityGateFile.parse(await readJsonFile(at(gate)), gate),
    candidate: await parityRun(at(candidate), telemetry),
    references: await Promise.all(references.map((path) => parityRun(at(path), null))),
  })
}

/** The decode steps of an `/info` that was saved. @throws BenchError `corrupt_data` naming what is missing. */
export async function convertCoreTelemetry(path: string, options: CoreTelemetryOptions): Promise<CoreDecodeTelemetry> {
  return coreTelemetryOf(await readJsonFile(path), path, options)
}

async function parityRun(path: string, telemetry: CoreDecodeTelemetry | null): Promise<ParityRun> {
  const json = endToEndJson(await readJsonFile(path), path)
  const isEndToEnd = (json as { kind?: unknown } | null)?.kind === 'e2e'
  if (!isEndToEnd) return parityRunFile.parse(json, path)
  const file = captureFile.parse(json, path)
  checkPerfRows(file, path)
  return parityRunOf(file, { telemetry })
}
