/**
 * The finish reason by which an engine says that it gave the request up (`abort`, `error`, `network_error`, `cancelled`, `timeout`,
 * `insufficient_system_resource`): such an answer is not what was asked for. `null` where none says so.
 */
export function gaveUpReason(reasons: Iterable<string>): string | null {
  for (const reason of reasons)
    if (/abort|error|cancel|time_?out|fail|insufficient|unavailable|overload/i.test(reason)) return reason
  return null
}
