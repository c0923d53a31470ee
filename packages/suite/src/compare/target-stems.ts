import { uniqueFileStems } from '@sagellm-benchmark/reporters'
import { surfaceFiles } from '@sagellm-benchmark/runner/convergence'
import { convergenceFileNames } from '../convergence/file-names.js'
import { resultFiles } from '../report/find-result-file.js'
import { captureFiles, comparisonArtifacts, serverLog } from './comparison-files.js'

/**
 * What the files of each target begin with, whatever its label is: no file of a target is one of another's, or of the comparison, or what
 * stands for a whole folder.
 *
 * @example targetStems(['comparison', 'a', 'a_info']) // ['comparison-2', 'a', 'a_info-2']
 */
export function targetStems(labels: readonly string[]): string[] {
  return uniqueFileStems(labels, 'target', {
    files: (stem) => [...captureFiles(stem), serverLog(stem), ...Object.values(surfaceFiles(stem))],
    taken: ['records.jsonl', 'config.json', ...comparisonArtifacts([]), ...convergenceFileNames, ...resultFiles],
  })
}
