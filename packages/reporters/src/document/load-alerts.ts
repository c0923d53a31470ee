/** A sentence for each workload whose load was not kept, with its reasons. */
export function loadAlerts(
  workloads: readonly { readonly of: string; readonly loadNotKept: readonly string[] }[],
): string[] {
  return workloads
    .filter(({ loadNotKept }) => loadNotKept.length > 0)
    .map(({ of, loadNotKept }) => `LOAD NOT KEPT in ${of}: ${loadNotKept.join('; ')}.`)
}

/** The sentences with their reasons say more than the flag does. */
export function withoutLoadFlag(flags: readonly string[]): string[] {
  return flags.filter((flag) => flag !== 'load_not_kept')
}
