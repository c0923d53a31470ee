import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../../..')

/** One command line of this program, as a page shows it. */
export type DocumentedCommand = { readonly file: string; readonly text: string; readonly words: readonly string[] }

/** Every command of this program in the shell blocks of the pages, in their order. */
export async function documentedCommands(): Promise<DocumentedCommand[]> {
  const pages = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).sort()
  const packages = (await readdir(join(root, 'packages'))).sort().map((name) => `packages/${name}/README.md`)
  const files = ['README.md', 'QUICKSTART.md', ...packages, ...pages.map((name) => `docs/${name}`)]
  const found = await Promise.all(files.map(async (file) => commandsIn(file, await textOf(file))))
  return found.flat()
}

const textOf = (file: string) => readFile(join(root, file), 'utf8').catch(() => '')

function commandsIn(file: string, page: string): DocumentedCommand[] {
  const blocks = [...page.matchAll(/^ *```(?:sh|bash)\n([\s\S]*?)^ *```/gm)].map(([, block]) => block as string)
  return blocks
    .flatMap((block) => block.replace(/\\\n\s*/g, ' ').split('\n'))
    .flatMap(shellCommands)
    .flatMap((words) => {
      const own = withoutProgram(words)
      return own ? [{ file, text: words.join(' '), words: own }] : []
    })
}

/** The words after the program's name; `null` for any other program. */
function withoutProgram(words: readonly string[]): string[] | null {
  const at = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))
  const own = words.slice(at)
  if (own[0] === 'sagellm-benchmark' || own[0] === '$bench') return own.slice(1)
  if (own[0] === 'npx' && own[1] === 'sagellm-benchmark') return own.slice(2)
  if (own[0] === 'node' && own[1]?.endsWith('packages/cli/dist/bin.js')) return own.slice(2)
  return null
}

/** The commands of one line, each as its words: quotes taken off; comments, pipes and redirections left out. */
function shellCommands(line: string): string[][] {
  const commands: string[][] = [[]]
  let skipping = false
  for (const [token, single, double] of line.matchAll(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|#.*$|[|&;<>]+|[^\s'"|&;<>#][^\s'"|&;<>]*(?:'[^']*'|"[^"]*")?/g,
  )) {
    if (token.startsWith('#')) break
    if (/^[&;]+$/.test(token)) {
      commands.push([])
      skipping = false
    } else if (/^[|<>]/.test(token)) skipping = true
    else if (!skipping) commands.at(-1)?.push(single ?? double ?? token.replace(/['"]/g, ''))
  }
  return commands.filter((words) => words.length > 0)
}
