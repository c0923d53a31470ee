import { join } from 'node:path'
import { type ReadinessFile, readinessFile } from '@sagellm-benchmark/protocol-types/readiness'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import { openResult } from '../report/open-result.js'
import { renderResult } from '../report/render-result.js'

/** The result file of `readiness`. */
const readinessResult = 'readiness.json'

/** What `writeReadiness` writes. */
export const readinessArtifacts = [readinessResult, 'REPORT.md', 'report.html'] as const

/** Writes what was measured so far: a measurement that is killed leaves its finished processes. */
export async function writeReadiness(
  folder: string,
  file: ReadinessFile,
  { html }: { readonly html: boolean },
): Promise<void> {
  const path = join(folder, readinessResult)
  await writeFileAtomic(path, `${JSON.stringify(readinessFile.serialize(file), null, 2)}\n`)
  const result = await openResult(path)
  await writeFileAtomic(join(folder, 'REPORT.md'), await renderResult(result, { format: 'markdown' }))
  if (html) await writeFileAtomic(join(folder, 'report.html'), await renderResult(result, { format: 'html' }))
}
