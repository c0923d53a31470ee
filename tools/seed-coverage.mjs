// Checks docs/seed-coverage.md: every row names a test that is there and is about what the row says.
//
//   node tools/seed-coverage.mjs          the tests exist, and their files name what they are said to execute
//   node tools/seed-coverage.mjs --ran    the last `npm test` ran them too, and they passed
//   node tools/seed-coverage.mjs --run    builds, and runs the files of these tests alone
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const tests = 'packages/cli/test'
const besides = ['', 'docs', 'scripts', '.github/workflows', 'packages/cli/test/support']

/** The rows of the page: what is covered, and the file and title of its test. */
export function coverageRows(page) {
  return page
    .split('\n')
    .filter((line) => /^\| /.test(line) && !/^\| (-|item)/.test(line))
    .map((line) => {
      const [item = '', here = '', test = ''] = line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim())
      const [, file = '', title = ''] = /^`([^`]+)` (.+)$/.exec(test) ?? []
      return { item, here, words: [...item.matchAll(/`([^`]+)`/g)].map(([, word]) => word), file, title }
    })
}

/** What is wrong with a row; empty where nothing is. */
export function rowProblems({ item, here, words, file, title }, root) {
  if (words.length === 0) return [`${item}: names nothing`]
  if (here === '') return [`${item}: does not say what it is here`]
  if (file === '' || title === '') return [`${item}: names no test`]
  const path = pathOf(file, root)
  if (!existsSync(path)) return [`${item}: no test file ${file}`]
  const text = readFileSync(path, 'utf8')
  if (!titlesIn(text).some((each) => each.includes(title))) return [`${item}: ${file} has no test "${title}"`]
  const sources = [text, ...namedFiles(text, root)]
  return words
    .filter((word) => !sources.some((each) => each.includes(word)))
    .map((word) => `${item}: ${file} does not name ${word}`)
}

/** Rows whose test did not run, or did not pass, by the results of a run: the last `npm test`, or the one of `runRows`. */
export function notRun(rows, root, keptOf = ofLastTest) {
  const results = new Map()
  return rows.flatMap(({ item, file, title }) => {
    const path = pathOf(file, root)
    const kept = keptOf(packageOf(path), root)
    if (!results.has(kept))
      results.set(kept, existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')).testResults : [])
    const own = results.get(kept).find((each) => each.name.endsWith(path.slice(root.length)))
    const ran = own?.assertionResults.filter((each) => loosely(title).test(each.title)) ?? []
    if (ran.some(({ status }) => status === 'passed') && ran.every(({ status }) => status !== 'failed')) return []
    return [`${item}: "${title}" of ${basename(file)} ${ran.length === 0 ? 'did not run' : 'failed'}`]
  })
}

/** Runs the files that the rows name, one package after the other. A script that finds an old build would replace it under the others. */
function runRows(rows, root) {
  const built = spawnSync('node', ['tools/nx.mjs', 'run-many', '-t', 'build'], { cwd: root, stdio: 'inherit' })
  if (built.status !== 0) return

  const files = new Map()
  for (const { file } of rows) {
    const path = pathOf(file, root)
    const folder = packageOf(path)
    files.set(folder, new Set([...(files.get(folder) ?? []), relative(folder, path)]))
  }
  for (const [folder, names] of files) {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${ofThisRun(folder, root)}`]
    spawnSync('npx', ['vitest', 'run', ...reporters, ...names], { cwd: folder, stdio: 'inherit' })
  }
}

const packageOf = (path) => path.slice(0, path.indexOf('/', path.indexOf('/packages/') + 10))
const ofLastTest = (folder) => join(folder, 'test-results/vitest.json')
const ofThisRun = (folder, root) => join(root, 'node_modules/.cache/seed-coverage', `${basename(folder)}.json`)

function pathOf(file, root) {
  return resolve(root, file.includes('/') ? file : join(tests, file))
}

/** Titles of tests, those of a table as they are written. */
function titlesIn(text) {
  return [...text.matchAll(/(?:\btest\(|\)\(|\bdescribe\()\s*(['"`])((?:(?!\1).)+)\1/g)].map(([, , title]) => title)
}

/** A placeholder of a table stands for anything. */
function loosely(title) {
  const parts = title.split(/%[a-z#]|\$\w+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(parts.join('.*'))
}

/** Files that a test reads or runs: a page whose commands it executes, a script, a workflow. */
function namedFiles(text, root) {
  const names = new Set(
    [...text.matchAll(/[\w./-]+\.(?:md|yml|sh|py|ts|mjs)\b/g)].map(([name]) => name.replace(/^(\.\.?\/)+/, '')),
  )
  return [...names].flatMap((name) =>
    besides.flatMap((folder) => {
      const path = join(root, folder, name.replace(/\.js$/, '.ts'))
      return existsSync(path) ? [readFileSync(path, 'utf8')] : []
    }),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
  const rows = coverageRows(readFileSync(join(root, 'docs/seed-coverage.md'), 'utf8'))
  const problems = rows.flatMap((row) => rowProblems(row, root))
  if (problems.length === 0 && process.argv.includes('--run')) {
    runRows(rows, root)
    problems.push(...notRun(rows, root, ofThisRun))
  } else if (problems.length === 0 && process.argv.includes('--ran')) problems.push(...notRun(rows, root))
  for (const problem of problems) console.error(problem)
  console.log(`${rows.length} rows, ${problems.length} problems`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
