import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

// The tools belong to the workspace, not to a package, so they have no names to import them by.
const tool = <T>(name: string) => import(new URL(`../../../tools/graph/${name}`, import.meta.url).href) as Promise<T>

type Graph = ReadonlyMap<string, readonly { readonly to: string }[]>

const { importGraph } = await tool<{ importGraph: (root: string) => Graph }>('import-graph.mjs')
const { circles } = await tool<{ circles: (graph: Graph) => string[][] }>('circles.mjs')
const graph = importGraph(root)

test('no two source files import each other, directly or through others', () => {
  expect(graph.size).toBeGreaterThan(500)
  expect(circles(graph)).toEqual([])
})

test('a circle is found where there is one', () => {
  const edge = (to: string) => [{ to }]
  const circle: Graph = new Map([
    ['a', edge('b')],
    ['b', edge('c')],
    ['c', edge('b')],
  ])
  expect(circles(circle)).toEqual([['b', 'c']])
})

test('a name that a package hands on leads to the file that declares it', () => {
  const edges = graph.get('packages/runner/src/load/run-plan.ts') ?? []
  expect(edges.map(({ to }) => to)).toContain('packages/protocol-types/src/clock/system-clock.ts')
})
