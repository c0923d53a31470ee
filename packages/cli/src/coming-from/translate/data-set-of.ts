import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/**
 * Our name of another tool's data set.
 *
 * @param known - its names of data sets that are made here, or read from a file under another name.
 * @param path - the file that the line names; a data set without one is downloaded by the tool.
 * @throws BenchError `invalid_argument` for a data set that the tool downloads by a name of its own.
 */
export function dataSetOf(
  name: string,
  {
    flag,
    known,
    path,
  }: { readonly flag: string; readonly known: Readonly<Record<string, string>>; readonly path: string | undefined },
): string {
  const ours = known[name]
  if (ours !== undefined && (path !== undefined || madeHere.has(ours))) return ours
  throw invalidArgument(
    flag,
    name,
    path === undefined
      ? 'that tool downloads it by this name: give a file of it, or hf://OWNER/NAME/FILE, with its flag for files'
      : `its files are not read under this name; known are ${Object.keys(known).join(', ')}`,
  )
}

const madeHere: ReadonlySet<string> = new Set(['random', 'random-tokens', 'prefix_repetition'])
