import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { type EnvironmentManifest, environmentFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { captureFile, type ComparisonFile, comparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { canonicalFile, coreTelemetryFile, parityRunFile } from '@sagellm-benchmark/protocol-types/canonical'
import { parityRunOf } from '@sagellm-benchmark/metrics/parity'
import { readArtifact, renderReport } from '@sagellm-benchmark/reporters'
import { type CapturedTarget, canonicalOfComparison } from '@sagellm-benchmark/reporters/entries'
import { writeFileAtomic } from '@sagellm-benchmark/runner'

/** What a comparison leaves beside its `records.jsonl`. */
export type ComparisonFolder = {
  readonly folder: string
  /** `comparison.json` and `comparison.md`; `null` where only one target was captured. */
  readonly comparison: ComparisonFile | null
  /** `<stem>.json` and `<stem>.md` for each target, and `<stem>_core_telemetry.json` where its engine reports decode steps. */
  readonly captures: readonly CapturedTarget[]
  readonly environment: EnvironmentManifest
  /** `REPRODUCE.sh`; `null`: it cannot be repeated from a shell. */
  readonly reproduce: string | null
  /** Also writes `<stem>.parity.json`, for a parity gate of this hardware. @default null: none is written */
  readonly hardwareFamily?: string | null
  /** The command that measured. @default compare */
  readonly subcommand?: 'compare' | 'convergence'
}

/** Writes the artifacts of a comparison, each whole or not at all. */
export async function writeComparison(content: ComparisonFolder): Promise<void> {
  const {
    folder,
    comparison,
    captures,
    environment,
    reproduce,
    hardwareFamily = null,
    subcommand = 'compare',
  } = content
  const write = (name: string, text: string) => writeFileAtomic(join(folder, name), text)
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  await write('environment.json', json(environmentFile.serialize(environment)))
  for (const { stem, file, coreTelemetry: telemetry = null } of captures) {
    const name = `${stem}.json`
    const wire = captureFile.serialize(file)
    await write(name, json(wire))
    if (telemetry !== null) await write(`${stem}_core_telemetry.json`, json(coreTelemetryFile.serialize(telemetry)))
    if (hardwareFamily !== null) {
      const run = parityRunOf(file, { hardwareFamily, telemetry })
      await write(`${stem}.parity.json`, json(parityRunFile.serialize(run)))
    }
    await write(`${stem}.md`, await renderReport({ input: readArtifact(wire, name), format: 'markdown', environment }))
  }
  if (comparison) {
    const wire = comparisonFile.serialize(comparison)
    await write('comparison.json', json(wire))
    const input = readArtifact(wire, 'comparison.json')
    await write('comparison.md', await renderReport({ input, format: 'markdown', environment }))
  }
  const source = { comparison, captures, environment, hardwareFamily, subcommand }
  for (const { name, result } of canonicalOfComparison(source)) await write(name, json(canonicalFile.serialize(result)))
  if (reproduce === null) return
  await write('REPRODUCE.sh', reproduce)
  await chmod(join(folder, 'REPRODUCE.sh'), 0o755)
}
