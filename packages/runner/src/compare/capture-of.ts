import type { CaptureFile, CapturedCell, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'

/**
 * The capture in a file. Files of the Python original, and of other commands, hold only rows: each becomes one round of its cell,
 * from which no interval can be made, and the capture says so.
 */
export function captureOf(file: CaptureFile, label: string): TargetCapture {
  if (file.capture) return { ...file.capture, label }
  const original = file.schemaVersion === null
  const [model] = file.models
  return {
    schemaVersion: 1,
    label,
    position: null,
    url: file.url ?? null,
    api: null,
    plan: null,
    sameSpec: null,
    startedAt: file.createdAt,
    endedAt: null,
    engine: null,
    engineVersion: null,
    precision: null,
    model: file.rows[0]?.effectiveModel ?? model ?? null,
    requestedModel: model ?? null,
    maxModelLen: null,
    learnt: null,
    simulated: file.simulate === true || file.rows.some(({ simulated }) => simulated === true),
    notices: [...file.notices, `${label} holds one value a metric and no rounds: one shot, no interval possible.`],
    flags: original ? ['python_original'] : [],
    promptLengthBasis: null,
    local: null,
    clientMachine: file.machineId,
    client: null,
    serverCounters: null,
    clientCounts: null,
    cells: file.rows.map((row) => cellOf(row, original)),
  }
}

function cellOf(row: E2ePerfRow, original: boolean): CapturedCell {
  const failed = row.failedRequests ?? 0
  const requests = (row.successfulRequests ?? 0) + failed
  // The original writes 0 where it has no value, by which a dead target would look fastest.
  const known = (value: number | null) => (original && value === 0 ? null : value)
  const figures = Object.fromEntries(figuresIn('row').map(({ name, metricField }) => [name, known(row[metricField])]))
  return {
    scenario: row.scenario.replace(new RegExp(`_b${row.batchSize}$`), ''),
    batchSize: row.batchSize,
    load: null,
    streamed: row.ttftMs !== null,
    rounds: [{ round: 0, requests, failed, figures }],
    blocks: [],
    roundsPerBlock: 1,
    requests,
    failed,
    errorClasses: {},
    failureExamples: {},
    finishReasons: {},
    outputTokens: null,
    requestedOutputTokens: row.requestedOutputTokens ?? 0,
    promptTokens: null,
    reached: null,
    loadNotKept: [],
    tbt: row.tbtUnusableShare === null ? null : { leftOut: null, unusable: row.tbtUnusableShare, heldBack: false },
    client: null,
    cache: null,
    samples: [],
    recordFlags: {},
  }
}
