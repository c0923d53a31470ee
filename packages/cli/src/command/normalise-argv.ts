import { flagName } from './flags.js'
import type { CommandDefinition } from './define-command.js'

/**
 * Brings what users type into the parser's one form: other tools' names for the same flag become ours, `--flag=value` is
 * split, and lists after one flag (`--goodput ttft:200 tpot:50`) become repetitions of it.
 */
export function normaliseArgv(args: readonly string[], command: CommandDefinition): string[] {
  const names = new Map(Object.entries(command.synonyms ?? {}).map(([name, key]) => [`--${name}`, flagName(key)]))
  const lists = new Set((command.lists ?? []).map((key) => flagName(key)))
  const result: string[] = []
  let list: string | null = null

  for (const arg of args) {
    const [head, value] = splitAtEquals(arg)
    if (head.startsWith('--')) {
      const name = names.get(head) ?? head
      list = lists.has(name) && value === undefined ? name : null
      if (list) continue
      result.push(name, ...(value === undefined ? [] : [value]))
    } else if (list && !arg.startsWith('-')) {
      for (const item of arg.split(/\s+/).filter(Boolean)) result.push(list, item)
    } else {
      list = null
      result.push(arg)
    }
  }
  return result
}

function splitAtEquals(arg: string): [head: string, value: string | undefined] {
  const at = arg.startsWith('--') ? arg.indexOf('=') : -1
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)]
}
