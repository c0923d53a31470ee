import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { checkRunMetrics, type ContractVersion, judgeContract } from '@sagellm-benchmark/metrics/verdicts'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics, ContractResult } from '@sagellm-benchmark/protocol-types/artifacts'
import { readArtifact } from '@sagellm-benchmark/reporters'
import { readJsonFile } from '../files/read-json-file.js'
import { resolveIo, type SuiteIo } from '../io.js'

export type JudgedWorkload = {
  readonly workload: string
  readonly contract: ContractResult
  /** Its figures are of a simulated engine: whether they keep a contract says nothing of a real one. */
  readonly simulated: boolean
}

/**
 * Holds every workload of a run against the contract of a year: the `<name>_metrics.json` of a folder, or one such file. Those of the Python
 * original are judged too; a latency or a memory that stands there as 0 is one that it did not know.
 *
 * @throws BenchError `not_found` for a folder without metrics, `corrupt_data` for a file that cannot be read, or whose figures no run
 *   can have had.
 * @example (await judgeFolder('./benchmark_results', 'year1')).every(({ contract }) => contract.passed)
 */
export async function judgeFolder(
  path: string,
  version: ContractVersion,
  given: Pick<SuiteIo, 'cwd'> = {},
): Promise<JudgedWorkload[]> {
  const place = resolve(resolveIo(given).cwd, path)
  const judged: JudgedWorkload[] = []
  for (const file of await metricsFiles(place)) {
    const read = readArtifact(await readJsonFile(file), file)
    if (read.kind !== 'metrics')
      throw new BenchError('corrupt_data', `${file} is no metrics file`, { hint: 'give the folder of a run' })
    checkRunMetrics(read.value.metrics, file)
    const metrics = read.origin === 'python_original' ? withoutZeros(read.value.metrics) : read.value.metrics
    const simulated = read.value.simulated === true || metrics.flags.includes('simulated')
    judged.push({ workload: read.value.workload ?? file, contract: judgeContract(version, metrics), simulated })
  }
  return judged
}

async function metricsFiles(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => null)
  if (found?.isFile()) return [place]
  const names = found ? await readdir(place) : []
  const files = names.filter((name) => name.endsWith('_metrics.json')).sort()
  if (files.length > 0) return files.map((name) => join(place, name))
  throw new BenchError('not_found', `no <name>_metrics.json in ${place}`, {
    hint: 'give the folder that sagellm-benchmark run wrote',
  })
}

function withoutZeros(metrics: AggregatedMetrics): AggregatedMetrics {
  const known = (value: number | null) => (value === 0 ? null : value)
  return {
    ...metrics,
    avgTtftMs: known(metrics.avgTtftMs),
    avgTbtMs: known(metrics.avgTbtMs),
    avgTpotMs: known(metrics.avgTpotMs),
    peakMemMb: known(metrics.peakMemMb),
  }
}
