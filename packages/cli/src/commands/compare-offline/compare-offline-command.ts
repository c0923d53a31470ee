import { resolve } from 'node:path'
import { BenchError, invalidArgument, systemClock } from '@sagellm-benchmark/protocol-types'
import { captureFile } from '@sagellm-benchmark/protocol-types/comparison'
import { collectEnvironment } from '@sagellm-benchmark/probes'
import { createRunFolder } from '@sagellm-benchmark/runner'
import { captureMismatches, captureOf, compareCaptures } from '@sagellm-benchmark/runner/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { readJsonFile } from '../../files/read-json-file.js'
import { version } from '../../version.js'
import { labelledValues } from '../compare/labelled-values.js'
import { NO_KEY, flagWords, reproduceScript, shellQuoted } from '../compare/reproduce-script.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import { compareArtifacts, writeCompareFolder } from '../compare/write-compare-folder.js'
import { tellComparison } from '../compare/write-and-tell.js'
import type { CompareOfflineOptions } from './compare-offline-options.js'

/** Compares captures from their files. */
export async function compareOfflineCommand(options: CompareOfflineOptions, io: CommandIo): Promise<ExitCode> {
  const named = labelledValues('--result', options.result)
  if (named.length < 2) throw invalidArgument('--result', `${named.length} captures`, 'give two or more')
  const files = await Promise.all(
    named.map(async ({ value }) => {
      const path = resolve(io.cwd, value)
      return captureFile.parse(await readJsonFile(path), path)
    }),
  )
  const labels = labelsOf(
    files.map(({ label }) => label),
    named.map(({ label }) => label),
  )
  const captures = files.map((file, at) => captureOf(file, labels[at] as string))

  const mismatches = captureMismatches(captures)
  if (mismatches.length > 0 && !options.allowMismatch)
    throw new BenchError('invalid_argument', `the captures cannot be compared: ${mismatches.join('; ')}`, {
      hint: 'capture both with the same flags, or give --allow-mismatch',
    })

  const words = [
    'compare-offline',
    ...flagWords({ result: options.result, margin: options.margin, 'allow-mismatch': options.allowMismatch }),
  ]
  const compared = compareCaptures(captures, {
    paired: false,
    rows: new Map(files.map(({ rows }, at) => [labels[at] as string, rows])),
    ...(options.margin === undefined ? {} : { margin: options.margin / 100 }),
    createdAt: new Date(systemClock().unixMs()).toISOString(),
  })
  const comparison = {
    ...compared,
    notices: [
      ...mismatches.map((mismatch) => `The captures differ: ${mismatch}.`),
      ...renamed(files, named),
      ...compared.notices,
    ],
    command: ['sagellm-benchmark', ...words].map(shellQuoted).join(' '),
  }
  const folder = resolve(io.cwd, options.outputDir ?? stampedFolder('compare-offline'))
  const run = await createRunFolder(folder, { artifacts: compareArtifacts([]) })
  try {
    const environment = await collectEnvironment({
      tool: { name: 'sagellm-benchmark', version },
      commandLine: ['sagellm-benchmark', ...io.argv],
      workingFolder: io.cwd,
    })
    const reproduce = reproduceScript({ words, apiKey: NO_KEY, toolVersion: version })
    await writeCompareFolder({ folder, comparison, captures: [], environment, reproduce })
  } finally {
    await run.release()
  }
  tellComparison(comparison, io)
  io.stdout.write(`\nartifacts: ${folder}\n`)
  return 0
}

/** A file's own label names it, as in the original; where two files bear the same, what the user wrote tells them apart. */
function labelsOf(own: readonly (string | undefined)[], given: readonly string[]): string[] {
  const distinct = new Set(own).size === own.length && !own.includes(undefined)
  return distinct ? (own as string[]) : [...given]
}

function renamed(
  files: readonly { readonly label?: string | undefined }[],
  given: readonly { readonly label: string }[],
): string[] {
  return files.flatMap(({ label }, at) => {
    const wanted = (given[at] as { label: string }).label
    return label === undefined || label === wanted
      ? []
      : [`What was given as ${wanted} is called ${label} in its file.`]
  })
}
