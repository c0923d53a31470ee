import { resolve } from 'node:path'
import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { promptSources } from '@sagellm-benchmark/workloads'
import { readTextFile } from '../files/read-json-file.js'

/**
 * The data sets that the scenarios of a comparison name: their contents by path.
 *
 * @throws BenchError as `readTextFile`.
 */
export async function scenarioFiles({ scenarios }: ComparisonPlan, cwd: string): Promise<Record<string, string>> {
  const paths = scenarios.flatMap(({ source, sourceOptions }) => sourceFiles(source, sourceOptions))
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readTextFile(resolve(cwd, path))])),
  )
}

function sourceFiles(source: string, sourceOptions: object): readonly string[] {
  return promptSources.find(({ name }) => name === source)?.files(sourceOptions) ?? []
}
