import { circles } from './circles.mjs'

/**
 * The folders in rows, so that imports point downward; folders that import each other share a row.
 *
 * @param folders - of `folderGraph`.
 * @returns the rows from the top, each a list of folders, near those that import them.
 */
export function layers(folders) {
  const graph = new Map(folders.map(({ name, imports }) => [name, imports.map((to) => ({ to }))]))
  const groups = circles(graph)
  const groupOf = (name) => groups.find((group) => group.includes(name)) ?? [name]
  const importers = (group) =>
    folders.filter(({ name, imports }) => !group.includes(name) && imports.some((to) => group.includes(to)))

  const ranks = new Map()
  const rankOf = (name) => {
    const group = groupOf(name)
    const known = ranks.get(group[0])
    if (known !== undefined) return known
    const rank = Math.max(-1, ...importers(group).map((each) => rankOf(each.name))) + 1
    ranks.set(group[0], rank)
    return rank
  }
  const rows = []
  for (const folder of folders) {
    const rank = rankOf(folder.name)
    rows[rank] = [...(rows[rank] ?? []), folder]
  }
  return ordered(rows)
}

/** Each row by the mean place of what imports it, so that fewer arrows cross. */
function ordered(rows) {
  const places = new Map()
  return rows.map((row) => {
    const middle = ({ name }) => {
      const above = rows.flat().filter((each) => each.imports.includes(name) && places.has(each.name))
      if (above.length === 0) return 0.5
      return above.reduce((sum, each) => sum + places.get(each.name), 0) / above.length
    }
    const sorted = row.map((folder) => ({ folder, at: middle(folder) })).sort((a, b) => a.at - b.at)
    sorted.forEach(({ folder }, index) => places.set(folder.name, (index + 0.5) / sorted.length))
    return sorted.map(({ folder }) => folder)
  })
}
