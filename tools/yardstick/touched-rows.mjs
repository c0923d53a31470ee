import { addPlugIns } from './add-plug-ins.mjs'

/** What somebody touches who adds a plug-in of each kind: found by really adding one to a copy of the workspace. */
export async function touchedRows(root) {
  const added = await addPlugIns(root)
  return added.map(({ plugIn, sources, problem }) => ({
    row: `${plugIn.row}: source files touched`,
    value: problem ? null : sources.length,
    max: 2,
    note: problem ?? sources.map((path) => path.split('/').slice(1).join('/')).join(', '),
  }))
}
