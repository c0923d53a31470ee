import {
  type CompatibilityMatrix,
  type RuntimeConsistency,
  runtimeConsistencyFile,
} from '@sagellm-benchmark/protocol-types/canonical'
import { alertsOf } from '../document/flag-sentence.js'
import type { Column, Fact, ReportDocument, ReportTable } from '../document/report-document.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'

/** `<label>_runtime_consistency.json` of `validate-serving-consistency`, and of the later branches of the Python original. */
export const runtimeConsistency = defineArtifactKind({
  name: 'runtime_consistency',
  description: '<label>_runtime_consistency.json of validate-serving-consistency',
  recognises: (json) => json.schema_version === 'live-runtime-consistency/v1',
  // The original asks no endpoint twice, so that it has no matrix.
  isOurs: ({ compatibility = null }) => compatibility !== null,
  read: (json, source) => runtimeConsistencyFile.parse(json, source),
  document: consistencyDocument,
})

function consistencyDocument(value: RuntimeConsistency): ReportDocument {
  const { label, passed, findings, compatibility } = value
  return {
    title: `Serving consistency of ${label}`,
    subtitle: [value.model, value.url].filter(Boolean).join(' at '),
    answer: passed
      ? `${label} is consistent.`
      : `${label} is NOT consistent: ${findings.length === 0 ? 'its file names no finding' : plural(findings.length, 'finding')}.`,
    alerts: [...alertsOf(compatibility === null ? ['python_original'] : [], []), ...findings.map(sentence)],
    facts: factsOf(value),
    tables: [
      ...(compatibility === null ? [] : [textTable(compatibility), caseTable(compatibility)]),
      decodeTable(value),
    ],
    environment: [],
    reproduce: null,
    plots: [],
  }
}

const sentence = ({ code, message }: RuntimeConsistency['findings'][number]) => `${code}: ${message}`

function factsOf(value: RuntimeConsistency): Fact[] {
  const listed = (sizes: readonly number[]) => sizes.join(', ') || 'none'
  const facts: [string, string | null][] = [
    ['Model', value.model],
    ['Endpoint', value.url],
    ['Hardware', value.hardwareFamily],
    ['Batches sent', listed(value.validationBatchSizes)],
    ['Batches answered', listed(value.successfulLiveBatchSizes)],
    ['Largest batch seen in a decode step', value.observedBatchSize === null ? null : String(value.observedBatchSize)],
    ['Reference', value.referenceArtifact],
    ['Not offered', value.compatibility?.notOffered.join(', ') || null],
  ]
  return facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : []))
}

const text = (key: string, label: string): Column => ({ key, label, kind: 'text' })

function textTable({ streamNonstreamConsistency }: CompatibilityMatrix): ReportTable {
  return {
    title: 'Streamed against in one piece',
    columns: [text('prompt', 'Prompt'), text('endpoint', 'Endpoint'), text('verdict', 'Verdict'), text('why', 'Why')],
    rows: streamNonstreamConsistency.map((each) => [each.group, each.endpointType, each.verdict, each.message]),
  }
}

function caseTable({ cases }: CompatibilityMatrix): ReportTable {
  const ended = (success: boolean, code: string | null) => (success ? 'answered' : (code ?? 'refused'))
  return {
    title: 'Requests',
    columns: [
      text('case', 'Case'),
      text('endpoint', 'Endpoint'),
      text('expected', 'Expected'),
      text('observed', 'Observed'),
    ],
    rows: cases.map((each) => [
      each.name,
      each.endpointType,
      ended(each.expectedSuccess, each.expectedErrorCode),
      ended(each.observedSuccess, each.observedErrorCode),
    ]),
  }
}

/** What `/info` said of the decoding, beside the reference: the fields as they stand in the file. */
function decodeTable({ observed, reference }: RuntimeConsistency): ReportTable {
  const names = [...new Set([...Object.keys(observed), ...Object.keys(reference)])]
  const shown = (value: unknown) =>
    value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)
  return {
    title: 'Decoding',
    columns: [text('field', 'Field'), text('observed', 'Observed'), text('reference', 'Reference')],
    rows: names.map((name) => [name, shown(observed[name]), shown(reference[name])]),
  }
}
