import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { promptSources } from '@sagellm-benchmark/workloads'
import type { Trace } from '@sagellm-benchmark/workloads/traces'
import { plannedFile } from '../files/data-file.js'
import { readPlannedTraces } from '../files/planned-traces.js'
import { readTextFile } from '../files/read-json-file.js'
import type { ResolvedIo } from '../io.js'

/**
 * The data sets that the scenarios of a comparison name: their contents by path.
 *
 * @throws BenchError as `readTextFile` and `hubFile`.
 */
export async function scenarioFiles({ scenarios }: ComparisonPlan, io: ResolvedIo): Promise<Record<string, string>> {
  const paths = scenarios.flatMap(({ source, sourceOptions }) => sourceFiles(source, sourceOptions))
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readTextFile(await plannedFile(path, io))])),
  )
}

function sourceFiles(source: string, sourceOptions: object): readonly string[] {
  return promptSources.find(({ name }) => name === source)?.files(sourceOptions) ?? []
}

/** The rows of the data sets and traces that the scenarios name, with a sentence for each on what it was taken for. */
export function scenarioTraces({ scenarios }: ComparisonPlan, io: ResolvedIo): Promise<ReadonlyMap<string, Trace>> {
  return readPlannedTraces({ workloads: scenarios }, io)
}
