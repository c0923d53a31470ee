import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'

/**
 * A label as the stem of a file name: runs of anything outside `A-Za-z0-9._-` become `-`, ends stripped; empty gives `fallback`.
 * Never a path, never hidden, never the name of a Windows device.
 *
 * @example fileStem('../a b') // 'a-b'
 */
export function fileStem(label: string, fallback = 'target'): string {
  const stem = withoutSecrets(label)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 100)
  if (stem === '') return fallback
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(stem) ? `${fallback}-${stem}` : stem
}

export type FileStemOptions = {
  /** Every file name that is made from a stem. @default the stem itself */
  readonly files?: (stem: string) => readonly string[]
  /** File names that belong to something else. @default none */
  readonly taken?: readonly string[]
}

/**
 * Stems for labels, in their order: a label of whose files one is taken (also but for case) gets a number.
 *
 * @example uniqueFileStems(['a', 'a_info'], 'target', { files: (stem) => [`${stem}.json`, `${stem}_info.json`] }) // ['a', 'a_info-2']
 */
export function uniqueFileStems(
  labels: readonly string[],
  fallback = 'target',
  { files = (stem) => [stem], taken: others = [] }: FileStemOptions = {},
): string[] {
  const taken = new Set(others.map((name) => name.toLowerCase()))
  return labels.map((label) => {
    const stem = fileStem(label, fallback)
    const namesOf = (each: string) => files(each).map((name) => name.toLowerCase())
    let name = stem
    for (let number = 2; namesOf(name).some((each) => taken.has(each)); number++) name = `${stem}-${number}`
    for (const each of namesOf(name)) taken.add(each)
    return name
  })
}
