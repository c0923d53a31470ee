type Judged = { readonly of: string; readonly loadNotKept: readonly string[]; readonly countNotes: readonly string[] }

/** A sentence for each workload whose load was not kept or whose token counts need a word, with what was seen. */
export function loadAlerts(workloads: readonly Judged[]): string[] {
  const kept = workloads.filter(({ loadNotKept }) => loadNotKept.length > 0)
  return [
    ...kept.map(({ of, loadNotKept }) => `LOAD NOT KEPT in ${of}: ${loadNotKept.join('; ')}.`),
    ...workloads.flatMap(({ of, countNotes }) => countNotes.map((note) => `In ${of} ${note}.`)),
  ]
}

const said = {
  inSentences: new Set(['load_not_kept', 'replay_invalid']),
  countNotes: new Set([
    'usage_implausible',
    'usage_disagrees',
    'prompt_count_disagrees',
    'token_counts_unknown',
    'late_end',
  ]),
}

/** The flags of a workload, less those of which the sentences of `loadAlerts` say more. */
export function withoutLoadFlags({
  flags,
  countNotes,
}: Pick<Judged, 'countNotes'> & { readonly flags: readonly string[] }): string[] {
  const hasNotes = countNotes.length > 0
  return flags.filter((flag) => !said.inSentences.has(flag) && !(hasNotes && said.countNotes.has(flag)))
}
