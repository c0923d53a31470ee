import { dirname } from 'node:path/posix'
import { circles } from './circles.mjs'

/**
 * The import graph of files as one of the folders of some packages.
 *
 * @param graph - of `importGraph`.
 * @param packages - names of folders under `packages`.
 * @returns {{ name: string, package: string, files: number, uses: string[], imports: string[] }[]} each folder as
 * `package/folder`, the other packages it uses, and the folders it imports from. Left out are imports that follow from others.
 */
export function folderGraph(graph, packages) {
  const folders = new Map()
  const nodeOf = (path) => {
    const [, owner, , ...rest] = dirname(path).split('/')
    if (!packages.includes(owner)) return null
    // Files beside the folders are the package's entries: what they hand on was followed already.
    return rest.length === 0 ? null : `${owner}/${rest[0]}`
  }
  for (const [path, edges] of graph) {
    const name = nodeOf(path)
    if (!name) continue
    const node = folders.get(name) ?? {
      name,
      package: name.split('/')[0],
      files: 0,
      uses: new Set(),
      imports: new Set(),
    }
    folders.set(name, node)
    node.files += 1
    for (const { to } of edges) {
      const target = nodeOf(to)
      const owner = to.split('/')[1]
      if (target && target !== name) node.imports.add(target)
      if (!packages.includes(owner)) node.uses.add(owner)
    }
  }
  return reduced([...folders.values()].sort((a, b) => (a.name < b.name ? -1 : 1)))
}

function reduced(folders) {
  const byName = new Map(folders.map((each) => [each.name, each]))
  const asGraph = new Map(folders.map(({ name, imports }) => [name, [...imports].map((to) => ({ to }))]))
  const groups = circles(asGraph)
  const together = (a, b) => groups.some((group) => group.includes(a) && group.includes(b))
  const reaches = (from, to, seen = new Set()) => {
    if (from === to) return true
    if (seen.has(from)) return false
    seen.add(from)
    return [...byName.get(from).imports].some((next) => reaches(next, to, seen))
  }
  return folders.map((folder) => {
    const direct = [...folder.imports].sort()
    const needed = direct.filter(
      (to) =>
        together(folder.name, to) ||
        !direct.some((by) => by !== to && !together(folder.name, by) && !together(by, to) && reaches(by, to)),
    )
    return { ...folder, uses: [...folder.uses].sort(), imports: needed }
  })
}
