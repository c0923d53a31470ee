import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { type EnvironmentManifest, environmentFile } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  type CaptureFile,
  captureFile,
  type ComparisonFile,
  comparisonFile,
} from '@sagellm-benchmark/protocol-types/comparison'
import { readArtifact, renderReport } from '@sagellm-benchmark/reporters'
import { writeFileAtomic } from '@sagellm-benchmark/runner'

/** What a comparison leaves beside its `records.jsonl`. */
export type ComparisonFolder = {
  readonly folder: string
  /** `comparison.json` and `comparison.md`; `null` where only one target was captured. */
  readonly comparison: ComparisonFile | null
  /** `<stem>.json` and `<stem>.md` for each target. */
  readonly captures: readonly { readonly stem: string; readonly file: CaptureFile }[]
  readonly environment: EnvironmentManifest
  /** `REPRODUCE.sh`; `null`: it cannot be repeated from a shell. */
  readonly reproduce: string | null
}

/** What `writeComparison` writes, with captures of these stems. */
export function comparisonArtifacts(stems: readonly string[]): string[] {
  const captures = stems.flatMap((stem) => [`${stem}.json`, `${stem}.md`])
  return ['environment.json', ...captures, 'comparison.json', 'comparison.md', 'REPRODUCE.sh']
}

/** Writes the artifacts of a comparison, each whole or not at all. */
export async function writeComparison(content: ComparisonFolder): Promise<void> {
  const { folder, comparison, captures, environment, reproduce } = content
  const write = (name: string, text: string) => writeFileAtomic(join(folder, name), text)
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  await write('environment.json', json(environmentFile.serialize(environment)))
  for (const { stem, file } of captures) {
    const name = `${stem}.json`
    const wire = captureFile.serialize(file)
    await write(name, json(wire))
    await write(`${stem}.md`, await renderReport({ input: readArtifact(wire, name), format: 'markdown', environment }))
  }
  if (comparison) {
    const wire = comparisonFile.serialize(comparison)
    await write('comparison.json', json(wire))
    const input = readArtifact(wire, 'comparison.json')
    await write('comparison.md', await renderReport({ input, format: 'markdown', environment }))
  }
  if (reproduce === null) return
  await write('REPRODUCE.sh', reproduce)
  await chmod(join(folder, 'REPRODUCE.sh'), 0o755)
}
