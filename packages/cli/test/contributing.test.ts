import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

type PlugIn = { readonly recipe: string }
type Added = { readonly plugIn: PlugIn; readonly sources: readonly string[]; readonly problem: string | null }

// The yardstick adds the same plug-ins; it belongs to the workspace, so it has no name to import it by.
const tool = <T>(name: string) =>
  import(new URL(`../../../tools/yardstick/${name}`, import.meta.url).href) as Promise<T>
const { addPlugIns } = await tool<{ addPlugIns: (root: string) => Promise<Added[]> }>('add-plug-ins.mjs')
const { plugIns } = await tool<{ plugIns: readonly PlugIn[] }>('patches/plug-ins.mjs')

describe('the recipes of CONTRIBUTING.md, followed in a copy of the workspace', () => {
  let added: Added[]
  beforeAll(async () => {
    added = await addPlugIns(root)
    // It checks the types of the whole workspace, which takes a busy machine many minutes.
  }, 2_400_000)

  test.each(plugIns)('adding $recipe compiles, passes its contract test and touches two source files', (plugIn) => {
    const found = added.find((each) => each.plugIn === plugIn)
    expect(found?.problem).toBeNull()
    expect(found?.sources).toHaveLength(2)
  })
})
