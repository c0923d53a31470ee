import { join } from 'node:path'
import { type ChangedFile, checkChecksums } from '@sagellm-benchmark/runner/convergence'
import { checkResultChecksums, resultManifest } from '@sagellm-benchmark/runner/output'

/**
 * What is not as it was, by the manifest of the folder, and by those of results in it that are files of their own, with the records that these
 * name.
 *
 * @param names - of what lies in the folder.
 * @returns `null` where there is no manifest.
 */
export async function changedFiles(folder: string, names: ReadonlySet<string>): Promise<ChangedFile[] | null> {
  const own = (await checkChecksums(folder))?.filter(isHeldAgainst) ?? null
  const manifests = [...names].filter((name) => name.endsWith(resultManifest)).sort()
  if (manifests.length === 0) return own
  const changed = [...(own ?? [])]
  for (const manifest of manifests) {
    changed.push(...(await checkResultChecksums(join(folder, manifest))))
    const records = `${manifest.slice(0, -resultManifest.length)}_records`
    if (!names.has(records)) continue
    const below = (await checkChecksums(join(folder, records))) ?? []
    changed.push(...below.map((each) => ({ ...each, file: `${records}/${each.file}` })))
  }
  return changed
}

/** Files that a measurement always writes, so that its manifest lists them. */
const evidence = new RegExp(
  `^(${[
    'records\\.jsonl|config\\.json|environment\\.json|benchmark_summary\\.json|comparison\\.json|[^/]*_metrics\\.json',
    '(sweep|sweep_plan|capacity|capacity_plan|readiness|history|perf_plan)\\.json|(points|visits)\\.jsonl',
  ].join('|')})$`,
)

/** Whether a difference from the manifest counts: a file that is not in it may have been put beside the others, unless it is evidence. */
function isHeldAgainst({ file, problem }: ChangedFile): boolean {
  return problem !== 'not_in_manifest' || evidence.test(file)
}
