import type { BenchmarkSummary, EnvironmentManifest, MetricsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { loadText } from '@sagellm-benchmark/protocol-types/loads'
import { errorBudgetTables } from '../document/error-budget.js'
import { environmentFacts } from '../document/environment-facts.js'
import { clientLine, runFigures, sampleTables } from '../document/metrics-tables.js'
import { partTables } from '../document/part-table.js'
import type { ReportDocument, ReportTable } from '../document/report-document.js'
import { summaryDocument } from '../kinds/summary.js'

export type RunReportInput = {
  readonly summary: BenchmarkSummary
  /** In the order of the report. */
  readonly workloads: readonly MetricsFile[]
  readonly environment?: EnvironmentManifest | null
}

/** A whole run as one report: the summary's page, then each workload's latencies and figures, then the machine. */
export function runReport({ summary, workloads, environment }: RunReportInput): ReportDocument {
  const page = summaryDocument(summary)
  return {
    ...page,
    tables: [...page.tables, ...workloads.flatMap(workloadTables)],
    environment: environment ? environmentFacts(environment) : [],
  }
}

function workloadTables(file: MetricsFile): ReportTable[] {
  const name = file.workload ?? 'Workload'
  const described = file.description ? `${name}: ${file.description}` : name
  const [latency, ...others] = sampleTables(file.metrics, { latency: described, speed: `${name}: speed` })
  const client = clientLine(file.metrics)
  const contract = file.contract
    ? [
        `Contract ${file.contract.version} ${file.contract.passed ? 'holds' : 'does NOT hold'}: ${file.contract.summary}`,
      ]
    : []
  const load = file.load
    ? [{ label: 'Load', value: loadText(file.load, { ofSessions: file.metrics.sessions !== null }) }]
    : []
  const facts = [...load, ...runFigures(file.metrics), ...(client ? [{ label: 'Client', value: client }] : [])]
  const budget = errorBudgetTables(file.metrics).map((table) => ({ ...table, title: `${name}: error budget` }))
  const parts = partTables(file.metrics, `${name}: parts of the mix`)
  const notes = [...(latency?.notes ?? []), ...contract]
  return latency ? [{ ...latency, facts, notes }, ...others, ...parts, ...budget] : parts
}
