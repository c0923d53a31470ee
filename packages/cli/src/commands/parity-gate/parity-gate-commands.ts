import { resolve } from 'node:path'
import { defaultParityGate } from '@sagellm-benchmark/metrics/parity'
import { coreTelemetryFile, parityEvaluationFile, parityGateFile } from '@sagellm-benchmark/protocol-types/canonical'
import { checkOutputFile, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { convertCoreTelemetry, parityGate } from '@sagellm-benchmark/suite/contract'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import type { ConvertOptions, EvaluateOptions, PrintDefaultOptions } from './parity-gate-options.js'

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Prints the default gate. */
export async function printDefaultCommand({ output }: PrintDefaultOptions, io: CommandIo): Promise<ExitCode> {
  const text = json(parityGateFile.serialize(defaultParityGate))
  if (output === undefined) io.stdout.write(text)
  else await writeNamedFile(resolve(io.cwd, output), text)
  return 0
}

/** Judges a candidate, and says of each scenario why it does not keep up. */
export async function evaluateCommand(options: EvaluateOptions, io: CommandIo): Promise<ExitCode> {
  const { candidate, reference, gateJson = null, coreTelemetry = null, output } = options
  if (output !== undefined) await checkOutputFile(resolve(io.cwd, output))
  const found = await parityGate({ candidate, references: reference, gate: gateJson, coreTelemetry }, { cwd: io.cwd })
  for (const { scenarioName, category, findings } of found.scenarios)
    io.stdout.write(`${scenarioName}: ${category}${findings.length > 0 ? ` (${findings.join('; ')})` : ''}\n`)
  io.stdout.write(`${found.candidate} ${found.passed ? 'passes' : 'does NOT pass'} ${found.gateId}\n`)
  if (output !== undefined) await writeNamedFile(resolve(io.cwd, output), json(parityEvaluationFile.serialize(found)))
  return found.passed ? 0 : 3
}

/** Writes the decode steps of an `/info` as an artifact. */
export async function convertCommand(options: ConvertOptions, io: CommandIo): Promise<ExitCode> {
  const { inputJson, output, ...of } = options
  const telemetry = await convertCoreTelemetry(resolve(io.cwd, inputJson), of)
  await writeNamedFile(resolve(io.cwd, output), json(coreTelemetryFile.serialize(telemetry)))
  const { stepRecords, batchSizes } = telemetry.summary
  io.stdout.write(`${output}: ${stepRecords} decode steps at batch sizes ${batchSizes.join(', ') || '(none)'}\n`)
  return 0
}
