import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { comparedLoads } from '@sagellm-benchmark/protocol-types/comparison'
import { type E2ePerfFile, e2ePerfFile } from '@sagellm-benchmark/protocol-types/performance'
import { readJsonFile } from '../files/read-json-file.js'
import type { SuiteIo } from '../io.js'
import { e2eGroups } from '../perf/e2e-groups.js'
import { perf } from '../perf/perf.js'
import { type E2ePerfPlan, perfPlanFile } from '../perf/perf-plan.js'
import { perfPlanName, recordFolder, startFolder } from '../perf/record-folder.js'
import { evidenceOfFlags, type MeasuredPart, type RecordedMeasurement } from './measured-part.js'
import { withoutKey } from './recorded-run.js'

/** Whole requests of `perf` by the folder of their records: each model, precision, scenario and load is a part. */
export async function recordedPerf(
  folder: string,
  options: SuiteIo & { readonly output: string },
): Promise<RecordedMeasurement> {
  const path = join(folder, perfPlanName)
  const plan = perfPlanFile.parse(await readJsonFile(path), path)
  if (JSON.stringify(plan.target).includes('[redacted]')) throw withoutKey(path)
  const result = join(dirname(folder), `${basename(folder).slice(0, -recordFolder('').length)}.json`)
  const recorded = e2ePerfFile.parse(await readJsonFile(result), result)
  return {
    folder,
    repeatedIn: join(options.output, recordFolder(repeated)),
    parts: perfParts(plan, { folder, side: 'the record', file: recorded }),
    async repeat(textSeed) {
      const outputJson = join(options.output, `${repeated}.json`)
      const again = await perf(
        { ...plan, ...(textSeed === null ? {} : { textSeed, seedDrawn: true }) },
        { ...options, outputJson, outputMarkdown: join(options.output, 'perf_report.md') },
      )
      const file = again.file as E2ePerfFile
      const place = resolve(dirname(again.path), recordFolder(repeated))
      const parts = perfParts(plan, { folder: place, side: 'the repetition', file }).filter(
        // One that was interrupted has no records of the rows that it left out.
        ({ journal }) => !again.interrupted || existsSync(journal),
      )
      return { folder: dirname(again.path), parts, interrupted: again.interrupted, notes: [] }
    },
  }
}

/** Name of the repetition's result, without its ending. */
const repeated = 'perf_results'

type PartsOf = { readonly folder: string; readonly side: string; readonly file: E2ePerfFile }

function perfParts(plan: E2ePerfPlan, { folder, side, file }: PartsOf): MeasuredPart[] {
  const starts = Array.from({ length: plan.restarts }, (_, at) => at)
  return starts.flatMap((start) =>
    e2eGroups(plan).flatMap((group) =>
      [...new Set(plan.scenarios)].flatMap((scenario) =>
        comparedLoads({ ...plan, batchSizes: [...new Set(plan.batchSizes)] }).map(({ slug, label, batchSize }) => {
          const own = `${scenario}_${slug}`
          const place = join(folder, startFolder(start), group.folder, own)
          const flags = file.rows.filter((row) => row.scenario === own).flatMap((row) => row.flags)
          return {
            name: relative(folder, place),
            scenario: [group.model ?? 'default', group.precision, own, start > 0 ? `start ${start + 1}` : null]
              .filter(Boolean)
              .join(' '),
            ...{ load: batchSize === null ? label : null, batchSize },
            window: batchSize === null ? ('rounds' as const) : ('batch' as const),
            journal: join(place, 'records.jsonl'),
            isOf: () => true,
            evidence: evidenceOfFlags(side, flags),
          }
        }),
      ),
    ),
  )
}
