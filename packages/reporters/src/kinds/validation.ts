import { type ValidationFile, validationFile } from '@sagellm-benchmark/protocol-types/validation'
import { alertsOf } from '../document/flag-sentence.js'
import type { Fact, ReportDocument } from '../document/report-document.js'
import { runSubtitle } from '../document/run-facts.js'
import { defineArtifactKind } from './define-artifact-kind.js'
import { claimName, claimSections } from './validation-claims.js'
import { validationTables } from './validation-tables.js'

export const validation = defineArtifactKind({
  name: 'validation',
  description: 'validation_summary.json of convergence',
  recognises: (json) => typeof json.profile === 'string' && Array.isArray(json.targets),
  read: (json, source) => validationFile.parse(json, source),
  document: validationDocument,
})

function validationDocument(value: ValidationFile): ReportDocument {
  const facts: [string, string | null][] = [
    ['Profile', value.profile],
    ['Model', value.model],
    ['Baseline', value.baseline],
    ['Batch sizes', value.batchSizes.join(', ')],
    ['Rounds', value.rounds === null ? null : String(value.rounds)],
    ['Seed', value.seed === null ? null : String(value.seed)],
    ['Date', value.createdAt],
  ]
  return {
    title: 'Convergence validation',
    subtitle: runSubtitle(value),
    answer: validationAnswer(value),
    alerts: alertsOf(value.schemaVersion === null ? ['python_original'] : value.flags.filter(isAlert), value.notices),
    facts: facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : [])),
    tables: validationTables(value),
    sections: claimSections(value),
    environment: [],
    reproduce: value.command,
    plots: [],
  }
}

/** That the result fields are means is said beside them. */
function isAlert(flag: string): boolean {
  return flag !== 'averaged_over_scenarios'
}

function validationAnswer(value: ValidationFile): string {
  if (value.verdicts.length === 0) {
    return 'The file holds measurements and probes but no verdict: the original left the judgement to its reader.'
  }
  const targets = [...new Set(value.verdicts.map(({ target }) => target))]
  const sentences = targets.map((target) => {
    const own = value.verdicts.filter((each) => each.target === target)
    return `${target} against ${value.baseline}: ${own.map((each) => `${claimName(each.claim)} ${each.verdict}`).join(', ')}`
  })
  return `${sentences.join('; ')}.`
}
