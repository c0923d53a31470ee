import { join, resolve } from 'node:path'
import {
  canonicalFile,
  type RuntimeConsistency,
  runtimeConsistencyFile,
} from '@sagellm-benchmark/protocol-types/canonical'
import { uniqueFileStems } from '@sagellm-benchmark/reporters'
import { canonicalOfConsistency } from '@sagellm-benchmark/reporters/entries'
import { checkOutputFile, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { validateConsistency } from '@sagellm-benchmark/suite/contract'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { suiteIo } from '../../command/suite-io.js'
import { apiKeyOf } from '../../options/api-key.js'
import { endpointFromOptions, secretHeaders } from '../../options/target-from-options.js'
import { version } from '../../version.js'
import type { ValidateConsistencyOptions } from './validate-consistency-options.js'

/** Validates one server, says what does not hold, and writes the evidence. */
export async function validateConsistencyCommand(
  options: ValidateConsistencyOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const { label, url, model = null, hardwareFamily = null, referenceArtifact = null } = options
  const target = endpointFromOptions({ flag: '--url', label, url, model }, options)
  const [stem] = uniqueFileStems([label], 'target')
  const name = `${stem}_runtime_consistency.json`
  const file = join(options.outputDir, name)
  const canonical = file.replace(/json$/, 'canonical.json')
  for (const each of [file, canonical]) await checkOutputFile(resolve(io.cwd, each))
  const found = await validateConsistency(
    {
      target,
      hardwareFamily,
      referenceArtifact,
      batchSizes: options.batchSize,
      maxOutputTokens: options.maxOutputTokens,
      requestTimeoutSeconds: options.requestTimeout,
    },
    { ...suiteIo(io, options), apiKey: await apiKeyOf(options, io), secretHeaders: secretHeaders(options) },
  )
  const write = (path: string, value: unknown) =>
    writeNamedFile(resolve(io.cwd, path), `${JSON.stringify(value, null, 2)}\n`)
  await write(file, runtimeConsistencyFile.serialize(found))
  const source = { found, file: name, producedAt: new Date().toISOString(), toolVersion: version, command: null }
  await write(canonical, canonicalFile.serialize(canonicalOfConsistency(source)))
  for (const line of lines(found)) io.stdout.write(`${line}\n`)
  io.stdout.write(`${label} is ${found.passed ? 'consistent' : 'NOT consistent'}: ${file}\n`)
  return found.passed ? 0 : 3
}

function lines({ compatibility, findings, successfulLiveBatchSizes }: RuntimeConsistency): string[] {
  if (!compatibility) return []
  const { streamNonstreamConsistency: texts, notOffered } = compatibility
  const equal = texts.filter(({ verdict }) => verdict === 'equal').length
  return [
    `${equal} of ${texts.length} prompts have one answer, streamed and in one piece`,
    ...notOffered.map((endpoint) => `no ${endpoint} endpoint: it was left out`),
    `batches that were answered: ${successfulLiveBatchSizes.join(', ') || 'none'}`,
    ...findings.map(({ code, message }) => `${code}: ${message}`),
  ]
}
