import { commaLists } from './comma-lists.js'
import { flagName } from './flags.js'
import type { CommandDefinition } from './define-command.js'

/**
 * Brings what users type into the parser's one form: other tools' names for the same flag become ours, `--flag=value` is
 * split, and lists after one flag (`--goodput ttft:200 tpot:50`, `--batch-size 1,2,4`) become repetitions of it.
 */
export function normaliseArgv(args: readonly string[], command: CommandDefinition): string[] {
  const names = otherNames(command)
  const lists = new Set((command.lists ?? []).map((key) => flagName(key)))
  const withCommas = new Set([...commaLists(command.options)].map(flagName))
  const itemsOf = (name: string, text: string) =>
    withCommas.has(name) ? text.split(',').filter((item) => item.trim() !== '') : [text]
  const result: string[] = []
  const repeat = (name: string, items: readonly string[]) => {
    for (const item of items) result.push(name, item)
  }
  let list: { readonly name: string; readonly many: boolean } | null = null

  for (const arg of args) {
    const [head, value] = splitAtEquals(arg)
    const isFlag = head.startsWith('--')
    if (list && (isFlag || arg.startsWith('-')) && !list.many) result.push(list.name)
    if (isFlag) {
      const name = names.get(head) ?? head
      const isList = lists.has(name) || withCommas.has(name)
      list = isList && value === undefined ? { name, many: lists.has(name) } : null
      if (value !== undefined) repeat(name, itemsOf(name, value))
      else if (!list) result.push(name)
    } else if (list && !arg.startsWith('-')) {
      const { name, many } = list
      repeat(
        name,
        (many ? arg.split(/\s+/).filter(Boolean) : [arg]).flatMap((item) => itemsOf(name, item)),
      )
      if (!many) list = null
    } else {
      list = null
      result.push(arg)
    }
  }
  return joinedLists(list && !list.many ? [...result, list.name] : result, command)
}

/** Puts the values of a flag that is given several times behind its first place, with commas. */
function joinedLists(args: readonly string[], { joined = [] }: CommandDefinition): string[] {
  const first = new Map<string, number>()
  const wanted = new Set(joined.map((key) => flagName(key)))
  const result: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at] as string
    const value = args[at + 1]
    const place = first.get(name)
    if (!wanted.has(name) || value === undefined) result.push(name)
    else if (place === undefined) {
      first.set(name, result.length + 1)
      result.push(name, value)
      at += 1
    } else {
      result[place] = `${result[place]},${value}`
      at += 1
    }
  }
  return result
}

/** Each other name of a flag, and of what takes it back, with the flag. */
function otherNames({ synonyms = {}, negations = {} }: CommandDefinition): Map<string, string> {
  return new Map([
    ...Object.entries(synonyms).map(([name, key]) => [`--${name}`, flagName(key)] as const),
    ...Object.entries(negations).map(([name, key]) => [`--${name}`, flagName(key).replace('--', '--no-')] as const),
  ])
}

function splitAtEquals(arg: string): [head: string, value: string | undefined] {
  const at = arg.startsWith('--') ? arg.indexOf('=') : -1
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)]
}
