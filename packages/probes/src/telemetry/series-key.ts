type Labels = Readonly<Record<string, string>>

/** One text for one set of labels, whatever their order on the page. */
export function seriesKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** Labels by which engines tell apart the ranks of one replica: parts of one model, each of which sees every request. */
const rankLabels: ReadonlySet<string> = new Set(['tp_rank', 'pp_rank', 'ep_rank', 'moe_ep_rank'])

/**
 * The labels of a series but for those of a tensor, pipeline or expert rank. Data-parallel ranks (`dp_rank`, `engine`) stay: each serves
 * requests of its own.
 */
export function withoutRank(labels: Labels): Labels {
  if (!Object.keys(labels).some((name) => rankLabels.has(name))) return labels
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !rankLabels.has(name)))
}
