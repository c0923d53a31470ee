import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { followRecipe } from './follow-recipe.mjs'
import { plugIns } from './patches/plug-ins.mjs'
import { readRecipes } from './recipes.mjs'
import { scratchCopy } from './scratch-copy.mjs'
import { isSource } from './source-files.mjs'

/**
 * Adds every plug-in to a scratch copy of the workspace by its recipe in CONTRIBUTING.md, checks the types and runs the
 * contract test of each there.
 *
 * @returns a promise of `{ plugIn, sources, others, problem }` for each: the source files that it touched, the pages and
 * tests beside them, and the output of what failed, or `null`.
 */
export async function addPlugIns(root) {
  const recipes = readRecipes(root)
  const scratch = scratchCopy(root)
  try {
    const added = plugIns.map(add)
    if (await typeProblem()) await findCulprits(added)
    for (const each of added) each.problem ??= await contractProblem(each.plugIn)
    return added
  } finally {
    scratch.remove()
  }

  function add(plugIn) {
    const before = new Set(scratch.changed())
    followRecipe(scratch.folder, { plugIn, recipe: recipes.get(plugIn.recipe) })
    const touched = scratch.changed().filter((path) => !before.has(path))
    const sources = touched.filter(isSource)
    return { plugIn, sources, others: touched.filter((path) => !isSource(path)), problem: null }
  }

  /** Together they do not compile: added anew one after the other, and those that break it are taken out again. */
  async function findCulprits(added) {
    scratch.restore(scratch.changed())
    for (const each of added) {
      add(each.plugIn)
      each.problem = await typeProblem()
      if (each.problem) scratch.restore([...each.sources, ...each.others])
    }
  }

  function typeProblem() {
    return problemOf(scratch.folder, ['tsc', '-b', 'tsconfig.json', '--emitDeclarationOnly'])
  }

  async function contractProblem({ contract }) {
    for (const { package: name, tests } of contract) {
      const problem = await problemOf(join(scratch.folder, 'packages', name), ['vitest', 'run', ...tests])
      if (problem) return problem
    }
    return null
  }
}

/** What a program of the workspace printed, where it failed; else `null`. */
function problemOf(cwd, words) {
  return new Promise((done) => {
    execFile('npx', ['--no-install', ...words], { cwd, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      done(error ? `${words.join(' ')}\n${stdout}${stderr}` : null)
    })
  })
}
