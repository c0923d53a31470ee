/**
 * Files that import each other in a circle, types included: whoever wants to understand one has to read them all.
 *
 * @param graph - of `importGraph`.
 * @returns {string[][]} each circle as its files, sorted.
 */
export function circles(graph) {
  // Tarjan's strongly connected components.
  const order = new Map()
  const low = new Map()
  const stack = []
  const found = []

  for (const path of graph.keys()) if (!order.has(path)) visit(path)
  return found

  function visit(path) {
    order.set(path, order.size)
    low.set(path, order.get(path))
    stack.push(path)
    for (const { to } of graph.get(path)) {
      if (!order.has(to)) visit(to)
      if (stack.includes(to)) low.set(path, Math.min(low.get(path), low.get(to)))
    }
    if (low.get(path) !== order.get(path)) return
    const circle = stack.splice(stack.indexOf(path))
    if (circle.length > 1) found.push(circle.sort())
  }
}
