import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { followRecipe } from './follow-recipe.mjs'
import { plugIns } from './patches/plug-ins.mjs'
import { readRecipes } from './recipes.mjs'
import { scratchCopy } from './scratch-copy.mjs'
import { isSource } from './source-files.mjs'

/**
 * Adds every plug-in to a scratch copy of the workspace by its recipe in CONTRIBUTING.md, one after the other, and each time
 * checks the types and runs the contract tests there. One that fails is taken out again before the next.
 *
 * @returns {{ plugIn: object, sources: string[], others: string[], problem: string | null }[]} the files that each touched:
 * sources, and pages or tests beside them; `problem` holds the output of what failed.
 */
export function addPlugIns(root) {
  const recipes = readRecipes(root)
  const scratch = scratchCopy(root)
  try {
    return plugIns.map((plugIn) => {
      const before = new Set(scratch.changed())
      followRecipe(scratch.folder, { plugIn, recipe: recipes.get(plugIn.recipe) })
      const touched = scratch.changed().filter((path) => !before.has(path))
      const problem = typeProblem(scratch.folder) ?? contractProblem(scratch.folder, plugIn)
      if (problem) scratch.restore(touched)
      return { plugIn, sources: touched.filter(isSource), others: touched.filter((path) => !isSource(path)), problem }
    })
  } finally {
    scratch.remove()
  }
}

function typeProblem(folder) {
  return run(folder, ['tsc', '-b', 'tsconfig.json'])
}

function contractProblem(folder, { contract }) {
  for (const { package: name, tests } of contract) {
    const problem = run(join(folder, 'packages', name), ['vitest', 'run', ...tests])
    if (problem) return problem
  }
  return null
}

/** What a program of the workspace printed, where it failed. */
function run(cwd, [program, ...args]) {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', program, ...args], { cwd, encoding: 'utf8' })
  return status === 0 ? null : `${program} ${args.join(' ')}\n${stdout}${stderr}`
}
