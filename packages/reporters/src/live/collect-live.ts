import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { CollectedRequests } from '../requests/collect-requests.js'
import type { RequestRow } from '../requests/request-row.js'
import type { LiveRequest } from './live-request.js'

/** Live requests in the form that the charts of a finished run are made from: one definition of every picture. */
export function collectLive(requests: readonly LiveRequest[]): CollectedRequests {
  const workloads = [...new Set(requests.map((each) => each.workload))]
  const column = (value: (each: LiveRequest) => number | null) =>
    Float64Array.from(requests, (each) => value(each) ?? Number.NaN)
  const cancelled = requests.filter((each) => wasCancelled(each.errorClass)).length
  return {
    total: requests.length,
    failed: requests.filter((each) => each.errorClass !== null).length - cancelled,
    cancelled,
    warmup: 0,
    workloads,
    startAt: column((each) => each.startAt),
    endAt: column((each) => each.endAt),
    ttftMs: column(ttftMs),
    tbtMs: column((each) => each.tbtMs),
    workload: column((each) => workloads.indexOf(each.workload)),
    rows: requests as readonly RequestRow[],
  }
}

function ttftMs({ errorClass, firstTokenAt, startAt }: LiveRequest): number | null {
  return errorClass !== null || firstTokenAt === null ? null : firstTokenAt - startAt
}
