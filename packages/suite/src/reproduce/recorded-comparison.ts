import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError, type RequestRecord, TargetPlan } from '@sagellm-benchmark/protocol-types'
import { type CaptureFile, captureFile, type ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { comparisonCells } from '@sagellm-benchmark/runner/compare'
import { compare, compareRecord } from '../compare/compare.js'
import type { ComparedEndpoint } from '../compare/comparison-request.js'
import { readJsonFile } from '../files/read-json-file.js'
import type { SuiteIo } from '../io.js'
import { evidenceOfFlags, type MeasuredPart, type RecordedMeasurement } from './measured-part.js'
import { withoutKey } from './recorded-run.js'

/** A comparison, or one captured target, by its folder: each target in each scenario under each load is a part. */
export async function recordedComparison(
  folder: string,
  options: SuiteIo & { readonly output: string },
): Promise<RecordedMeasurement> {
  const captures = await capturesIn(folder)
  const [first] = captures
  const plan = first?.capture?.plan
  if (!plan || captures.length === 0) throw noPlan(folder)
  const targets = captures.map((each) => endpointOf(each, folder))
  // As many rounds as were measured: where they ended by what they showed, another number would not be the same measurement.
  const measured = Math.max(
    ...captures.flatMap(({ capture }) => capture?.cells.map(({ rounds }) => rounds.length) ?? []),
  )
  const again = { ...plan, rounds: measured > 0 ? measured : plan.rounds }
  return {
    folder,
    repeatedIn: options.output,
    parts: captures.flatMap((each) => comparisonParts(each, { plan, folder, side: 'the record' })),
    async repeat(textSeed) {
      const request = { plan: { ...again, ...(textSeed === null ? {} : { textSeed }) }, targets }
      const measure = targets.length === 1 ? compareRecord : compare
      const outcome = await measure(request, { ...options, folder: options.output, reproduce: null })
      const files = outcome.captures.map(({ file }) => file)
      return {
        folder: outcome.folder,
        parts: files.flatMap((each) => comparisonParts(each, { plan, folder: outcome.folder, side: 'the repetition' })),
        interrupted: outcome.interrupted,
        notes: [
          'the targets were reached by the addresses, APIs and models that the captures name; other flags of the connection are not kept: REPRODUCE.sh has them',
        ],
      }
    },
  }
}

/** In the order in which they were compared. */
async function capturesIn(folder: string): Promise<CaptureFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  const files: CaptureFile[] = []
  for (const name of names) {
    // Other files of the folder are none of its business, whatever they hold.
    const json: unknown = await readJsonFile(join(folder, name)).catch(() => null)
    if (typeof json === 'object' && json !== null && 'capture' in json && json.capture !== null)
      files.push(captureFile.parse(json, join(folder, name)))
  }
  const place = ({ capture }: CaptureFile) => capture?.position ?? 0
  return files.sort((a, b) => place(a) - place(b))
}

function endpointOf({ label, capture }: CaptureFile, folder: string): ComparedEndpoint {
  if (!capture?.url) throw noPlan(folder)
  if (capture.url.includes('[redacted]')) throw withoutKey(join(folder, `${label}.json`))
  const { url, requestedModel, api, learnt } = capture
  const target = TargetPlan.parse({
    ...learnt,
    kind: 'endpoint',
    label,
    url,
    model: requestedModel,
    ...(api === null ? {} : { api }),
  })
  return { target: target as ComparedEndpoint['target'] }
}

type PartsOf = { readonly plan: ComparisonPlan; readonly folder: string; readonly side: string }

function comparisonParts({ label, rows }: CaptureFile, { plan, folder, side }: PartsOf): MeasuredPart[] {
  return comparisonCells(plan).map(({ name, load, batchSize, window }) => ({
    ...{ name: `${label} ${name}`, scenario: `${label} ${name}`, load, batchSize, window },
    journal: join(folder, 'records.jsonl'),
    isOf: (record: RequestRecord) => record.target === label && record.workload === name,
    evidence: evidenceOfFlags(
      side,
      rows.filter(({ scenario }) => scenario === name).flatMap(({ flags }) => flags),
    ),
  }))
}

function noPlan(folder: string): BenchError {
  return new BenchError('not_found', `${folder} holds no captures with the plan and the addresses of their targets`, {
    hint: 'run its REPRODUCE.sh, and hold the two against each other with compare-offline',
  })
}
