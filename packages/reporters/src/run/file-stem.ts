/**
 * A label as the stem of a file name: runs of anything outside `A-Za-z0-9._-` become `-`, ends stripped; empty gives `fallback`.
 * Never a path, never hidden, never the name of a Windows device.
 *
 * @example fileStem('../a b') // 'a-b'
 */
export function fileStem(label: string, fallback = 'target'): string {
  const stem = label
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 100)
  if (stem === '') return fallback
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(stem) ? `${fallback}-${stem}` : stem
}

/** Stems for labels, in their order: a label whose stem is taken (also but for case) gets a number. */
export function uniqueFileStems(labels: readonly string[], fallback = 'target'): string[] {
  const taken = new Set<string>()
  return labels.map((label) => {
    const stem = fileStem(label, fallback)
    let name = stem
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-${number}`
    taken.add(name.toLowerCase())
    return name
  })
}
