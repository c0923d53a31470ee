import { BenchError } from '@sagellm-benchmark/protocol-types'
import { type Tool, tools } from '../foreign-flags.js'
import { otherForeignNames } from './other-foreign-names.js'

/** A command line of another tool: which one, and the values behind each of its flags. */
export type ForeignLine = {
  readonly tool: Tool
  /** Its words before the first flag, which name the subcommand. */
  readonly start: string
  /** The first value of a flag, which stays to be dealt with. */
  peek(flag: string): string | undefined
  /** The first value of a flag; `undefined` where it is not given, empty where it has no value. The flag counts as dealt with. */
  take(...flags: readonly string[]): string | undefined
  /** All values of a flag, over its repetitions; `undefined` where it is not given. */
  takeAll(...flags: readonly string[]): readonly string[] | undefined
  /** Whether a flag is given. It counts as dealt with. */
  has(...flags: readonly string[]): boolean
  /** Flags that nobody took yet, with their values. */
  rest(): readonly (readonly [flag: string, values: readonly string[]])[]
}

const starts: readonly (readonly [RegExp, Tool])[] = [
  [/\bvllm bench serve$/, 'vllm'],
  [/\bvllm bench sweep serve(_sla|_workload)?$/, 'vllm-sweep'],
  [/\bvllm-bench( serve)?$/, 'vllm'],
  [/bench_serving(\.py)?$/, 'sglang'],
  [/\bsglang-bench$/, 'sglang-rust'],
  [/\baiperf profile$/, 'aiperf'],
  [/\bguidellm( benchmark)?( run)?$/, 'guidellm'],
  [/\bevalscope perf$/, 'evalscope'],
  [/\binference-perf$/, 'inference-perf'],
]

/** @throws BenchError `invalid_argument` where the line begins with no tool that is known. */
export function foreignLine(words: readonly string[]): ForeignLine {
  // The module of Python is no flag of the tool.
  const isModule = (at: number) => words[at] === '-m' && /python[\d.]*$/.test(words[at - 1] ?? '')
  const first = words.findIndex((word, at) => word.startsWith('-') && !isModule(at))
  const flagsAt = first < 0 ? words.length : first
  const start = words.slice(0, flagsAt).join(' ')
  const tool = starts.find(([pattern]) => pattern.test(start))?.[1]
  if (tool === undefined)
    throw new BenchError('invalid_argument', `translate cannot tell whose command line this is: ${start}`, {
      hint: `begin with one of ${starts.map(([, each]) => tools[each]).join(', ')}`,
    })
  const given = valuesOf(words.slice(flagsAt), otherForeignNames[tool] ?? {})
  const takeAll = (...flags: readonly string[]) => {
    const all = flags.flatMap((flag) => given.get(flag) ?? [])
    const found = flags.filter((flag) => given.delete(flag))
    return found.length === 0 ? undefined : all
  }
  const take = (...flags: readonly string[]) => {
    const values = takeAll(...flags)
    return values === undefined ? undefined : (values[0] ?? '')
  }
  return {
    ...{ tool, start, take, takeAll },
    peek: (flag) => given.get(flag)?.[0],
    has: (...flags) => takeAll(...flags) !== undefined,
    rest: () => [...given],
  }
}

/** The values of each flag; a number below zero is a value. */
function valuesOf(words: readonly string[], names: Readonly<Record<string, string>>): Map<string, string[]> {
  const given = new Map<string, string[]>()
  let values: string[] = []
  for (const word of words) {
    const [, head = word, value] = /^(-[^=]*)=(.*)$/s.exec(word) ?? []
    const name = names[head] ?? head
    if (/^-{1,2}[a-z]/i.test(head)) {
      values = given.get(name) ?? []
      given.set(name, values)
      if (value !== undefined) values.push(value)
    } else values.push(word)
  }
  return given
}
