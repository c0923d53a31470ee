import { resolve } from 'node:path'
import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { CaptureFile, ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { collectEnvironment } from '@sagellm-benchmark/probes'
import { withRunFolder } from '@sagellm-benchmark/runner/output'
import { captureMismatches, captureOf, compareCaptures } from '@sagellm-benchmark/runner/compare'
import { resolveIo } from '../io.js'
import { version } from '../version.js'
import type { ComparisonIo } from './comparison-request.js'
import { readCapture } from './read-capture.js'
import { reproduceScript } from './reproduce-script.js'
import { comparisonArtifacts } from './comparison-files.js'
import { writeComparison } from './write-comparison.js'

export type OfflineRequest = {
  /** Files of `compareRecord`, of `compare` or of the Python original; the first is the baseline. */
  readonly captures: readonly { readonly label: string; readonly path: string }[]
  /** Differences up to this share count as equal. @default the captures' own */
  readonly margin?: number | null
  /** Compare captures of different models, plans or tokenizers, and say so. @default false */
  readonly allowMismatch?: boolean
}

/**
 * Compares captures that were made one after the other, from their files, without any server.
 *
 * @throws BenchError `invalid_argument` for fewer than two captures, or captures that do not measure the same thing; `not_found`
 *   or `corrupt_data` for a file that cannot be used.
 */
export async function compareOffline(
  { captures: named, margin = null, allowMismatch = false }: OfflineRequest,
  given: ComparisonIo,
): Promise<{ readonly folder: string; readonly comparison: ComparisonFile }> {
  const io = resolveIo(given)
  if (named.length < 2) throw invalidArgument('--result', `${named.length} captures`, 'give two or more')
  const files: CaptureFile[] = []
  for (const { path } of named) files.push(await readCapture(resolve(io.cwd, path)))
  const labels = labelsOf(
    files.map(({ label }) => label),
    named.map(({ label }) => label),
  )
  const captures = files.map((file, at) => captureOf(file, labels[at] as string))

  const mismatches = captureMismatches(captures)
  if (mismatches.length > 0 && !allowMismatch)
    throw new BenchError('invalid_argument', `the captures cannot be compared: ${mismatches.join('; ')}`, {
      hint: 'capture both with the same flags, or give --allow-mismatch',
    })

  const compared = compareCaptures(captures, {
    paired: false,
    rows: new Map(files.map(({ rows }, at) => [labels[at] as string, rows])),
    ...(margin === null ? {} : { margin }),
    createdAt: new Date(io.clock.unixMs()).toISOString(),
  })
  const { reproduce: words = null } = given
  const comparison = {
    ...compared,
    notices: [
      ...mismatches.map((mismatch) => `The captures differ: ${mismatch}.`),
      ...renamed(files, named),
      ...compared.notices,
    ],
    command: words && shellLine(['sagellm-benchmark', ...words]),
  }
  const folder = resolve(io.cwd, given.folder)
  await withRunFolder(folder, { artifacts: comparisonArtifacts([]) }, async () => {
    const environment = await collectEnvironment({
      tool: { name: 'sagellm-benchmark', version },
      commandLine: io.words,
      workingFolder: io.cwd,
    })
    const reproduce = words && reproduceScript({ words, keyed: false, toolVersion: version })
    await writeComparison({ folder, comparison, captures: [], environment, reproduce })
  })
  return { folder, comparison }
}

/** A file's own label names it, as in the original; where two files bear the same, what the user wrote distinguishes them. */
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
