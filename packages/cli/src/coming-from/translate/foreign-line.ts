import { BenchError } from '@sagellm-benchmark/protocol-types'
import { type Tool, tools } from '../foreign-flags.js'

/** A command line of another tool: which one, and the values behind each of its flags. */
export type ForeignLine = {
  readonly tool: Tool
  /** The first value of a flag; `undefined` where it is not given, empty where it has no value. The flag counts as dealt with. */
  take(...flags: readonly string[]): string | undefined
  /** All values of a flag, over its repetitions. */
  takeAll(flag: string): readonly string[]
  /** Flags that nobody took yet, with their values. */
  rest(): readonly (readonly [flag: string, values: readonly string[]])[]
}

const starts: readonly (readonly [RegExp, Tool])[] = [
  [/\bvllm bench serve$/, 'vllm'],
  [/bench_serving(\.py)?$/, 'sglang'],
  [/\bsglang-bench$/, 'sglang-rust'],
  [/\baiperf profile$/, 'aiperf'],
  [/\bguidellm( benchmark)? run$/, 'guidellm'],
  [/\bevalscope perf$/, 'evalscope'],
]

const letters: Readonly<Record<string, string>> = { '-m': '--model', '-u': '--url', '-n': '--number' }

/** @throws BenchError `invalid_argument` where the line begins with no tool that is known. */
export function foreignLine(words: readonly string[]): ForeignLine {
  const first = words.findIndex((word) => word.startsWith('-') && word !== '-m')
  const flagsAt = first < 0 ? words.length : first
  const start = words.slice(0, flagsAt).join(' ')
  const tool = starts.find(([pattern]) => pattern.test(start))?.[1]
  if (tool === undefined)
    throw new BenchError('invalid_argument', `translate cannot tell whose command line this is: ${start}`, {
      hint: `begin with one of ${Object.values(tools).slice(0, -1).join(', ')}`,
    })
  const given = new Map<string, string[]>()
  let values: string[] = []
  for (const word of words.slice(flagsAt)) {
    const [head = '', ...value] = word.split('=')
    const name = letters[head] ?? head
    if (name.startsWith('--')) {
      values = given.get(name) ?? []
      given.set(name, values)
      if (value.length > 0) values.push(value.join('='))
    } else values.push(word)
  }
  const takeAll = (flag: string) => {
    const found = given.get(flag) ?? []
    given.delete(flag)
    return found
  }
  return {
    tool,
    takeAll,
    take: (...flags) => flags.flatMap((flag) => (given.has(flag) ? [takeAll(flag)[0] ?? ''] : []))[0],
    rest: () => [...given],
  }
}
