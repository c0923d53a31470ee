import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

type Added = {
  readonly plugIn: { readonly recipe: string }
  readonly sources: readonly string[]
  readonly problem: string | null
}

// The yardstick adds the same plug-ins; it belongs to the workspace, so it has no name to import it by.
const { addPlugIns } = (await import(new URL('../../../tools/yardstick/add-plug-ins.mjs', import.meta.url).href)) as {
  addPlugIns: (root: string) => Added[]
}

describe('the recipes of CONTRIBUTING.md, followed in a copy of the workspace', () => {
  const added = addPlugIns(root)

  test.each(added.map((each) => [each.plugIn.recipe, each] as const))(
    'adding %s compiles, passes its contract test and touches two source files',
    (_, { sources, problem }) => {
      expect(problem).toBeNull()
      expect(sources).toHaveLength(2)
    },
  )

  test('are of five kinds', () => {
    expect(added).toHaveLength(5)
  })
})
