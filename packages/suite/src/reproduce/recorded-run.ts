import { join } from 'node:path'
import { BenchError, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { type AggregatedMetrics, runConfigFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { loadKindOf, loadText } from '@sagellm-benchmark/protocol-types/loads'
import { readJsonFile } from '../files/read-json-file.js'
import { openResult } from '../report/open-result.js'
import { run } from '../run/run.js'
import type { RunOptions } from '../run/run-outcome.js'
import type { MeasuredPart, RecordedMeasurement } from './measured-part.js'

/** A run by its folder: each workload is a part. */
export async function recordedRun(
  folder: string,
  options: RunOptions & { readonly output: string },
): Promise<RecordedMeasurement> {
  const path = join(folder, 'config.json')
  const { plan } = runConfigFile.parse(await readJsonFile(path), path)
  if (JSON.stringify([plan.target, plan.workloads]).includes('[redacted]')) throw withoutKey(path)
  const { input, workloads } = await openResult(folder, options)
  if (input.kind !== 'summary' || workloads.length === 0)
    throw new BenchError('not_found', `${folder} holds no result of a run`, { hint: 'give the folder of run' })
  const recorded = new Map(workloads.map(({ workload, metrics }) => [workload ?? '', metrics]))
  const partsOf = (place: string, name: string, metrics: ReadonlyMap<string, AggregatedMetrics>) =>
    runParts(plan, { folder: place, name, metrics, options })
  return {
    folder,
    repeatedIn: options.output,
    parts: partsOf(folder, 'the record', recorded),
    async repeat(textSeed) {
      const outcome = await run({ ...plan, ...(textSeed === null ? {} : { textSeed, seedDrawn: true }) }, options)
      const metrics = new Map(outcome.workloads.map((each) => [each.name, each.metrics]))
      const notes = outcome.workloads.flatMap(({ name, metrics: { cache } }) =>
        cache === null || cache.hitShare === null ? [] : [`cache of ${name}: ${cache.message}`],
      )
      const { interrupted } = outcome
      return { folder: outcome.folder, parts: partsOf(outcome.folder, 'the repetition', metrics), interrupted, notes }
    },
  }
}

export function withoutKey(path: string): BenchError {
  return new BenchError('invalid_argument', `${path}: its address or body held a key, which is not kept`, {
    hint: 'measure it anew by its command line, and compare the two folders',
  })
}

type PartsOf = {
  readonly folder: string
  readonly name: string
  readonly metrics: ReadonlyMap<string, AggregatedMetrics>
  readonly options: RunOptions
}

function runParts(plan: RunPlan, { folder, name: side, metrics, options }: PartsOf): MeasuredPart[] {
  const { loadKinds = [] } = options
  return plan.workloads.map(({ name, load }): MeasuredPart => {
    const own = metrics.get(name)
    const client = own?.clientOverhead
    const whole = own?.precision?.rounds ?? Number.POSITIVE_INFINITY
    return {
      ...{ name, scenario: name, load: loadText(load, { own: loadKinds }), batchSize: null },
      window: loadKindOf(load, loadKinds).window === 'batch' ? 'batch' : 'rounds',
      journal: join(folder, 'records.jsonl'),
      // Rounds that were cut off where the run was precise enough are none.
      isOf: ({ workload, round }) => workload === name && round < whole,
      evidence: {
        name: side,
        clientLimit: client?.clientSaturated ? client.reasons.join(', ') : null,
        loadNotKept: own && own.loadNotKept.length > 0 ? own.loadNotKept.join(', ') : null,
        cacheContaminated: own?.cache?.verdict === 'contaminated',
      },
    }
  })
}
