import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesInGit } from './source-files.mjs'

/** What somebody meets first: the README, the root folder, the commands to a first result. */
export function pageRows(root) {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').trimEnd().split('\n')
  const { line, commands } = firstRun(lines)
  const entries = new Set(filesInGit(root).map((path) => path.split('/')[0]))
  return [
    { row: 'README lines', value: lines.length, max: 150 },
    { row: 'README line of the first run', value: line, max: 15, note: lines[line - 1]?.split('#')[0].trim() },
    { row: 'root entries in git', value: entries.size, max: 28 },
    { row: 'commands to a first result', value: 1 + commands, max: 2, note: 'git clone among them' },
  ]
}

/** The first command of the README that measures something, and how many commands stand up to it. */
function firstRun(lines) {
  let inShell = false
  let commands = 0
  for (const [at, line] of lines.entries()) {
    if (line.startsWith('```')) inShell = line === '```sh'
    else if (inShell && line.trim() && !line.trim().startsWith('#')) {
      commands += 1
      if (/run_benchmark\.sh|\brun\b/.test(line)) return { line: at + 1, commands }
    }
  }
  return { line: Number.POSITIVE_INFINITY, commands: Number.POSITIVE_INFINITY }
}
