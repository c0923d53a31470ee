import { shardsArtifact } from '../shards/write-shards.js'

/** Files of one target: its capture, as a file, as a page, as a canonical result; its decode steps; and what it brings to a parity gate. */
export function captureFiles(stem: string): string[] {
  const telemetry = `${stem}_core_telemetry`
  const capture = [`${stem}.json`, `${stem}.md`, `${stem}.canonical.json`, `${stem}.parity.json`]
  return [...capture, `${telemetry}.json`, `${telemetry}.canonical.json`]
}

/** Gets the output of a target that is started here. */
export function serverLog(stem: string): string {
  return `${stem}.server.log`
}

/** What a comparison writes beside its records, with captures of these stems. */
export function comparisonArtifacts(stems: readonly string[]): string[] {
  const compared = ['comparison.json', 'comparison.md', 'comparison.canonical.json']
  return ['environment.json', ...stems.flatMap(captureFiles), ...compared, shardsArtifact, 'REPRODUCE.sh']
}
