import { BenchError } from '@sagellm-benchmark/protocol-types'
import { flagName } from '../../command/flags.js'
import { compare } from '../compare/index.js'
import { run } from '../run/index.js'
import { sweep } from '../sweep/index.js'

/** Flags that say which shard a process is. */
const numbering = ['--shard', '--rendezvous']

/** Commands that several processes can share, by their flags. */
const shared = [run, sweep, compare]

/**
 * The command line that all shards have, checked for what only one of us may say.
 *
 * @throws BenchError `invalid_argument` for a command that is measured by one process, and for a line that numbers its shards itself.
 */
export function checkedShardedLine(line: readonly string[]): readonly string[] {
  const [name = '', ...words] = line
  if (!shared.some((each) => each.name === name)) {
    throw new BenchError('invalid_argument', `the load of "${name}" is not shared by several machines`, {
      hint: `give ${shared.map((each) => each.name).join(' or ')} behind --, with its flags`,
    })
  }
  const found = numbering.find((flag) => words.some((word) => word === flag || word.startsWith(`${flag}=`)))
  if (found !== undefined) {
    throw new BenchError('invalid_argument', `${found} behind -- is set for each shard`, { hint: 'leave it out there' })
  }
  return line
}

/** The word that is the value of a flag in a line, and its place; `null` where the flag is not there. */
export function valueInLine(
  line: readonly string[],
  key: string,
): { readonly at: number; readonly value: string } | null {
  const flag = flagName(key)
  const at = line.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
  if (at < 0) return null
  const word = line[at] as string
  if (word !== flag) return { at, value: word.slice(flag.length + 1) }
  const value = line[at + 1]
  return value === undefined ? null : { at: at + 1, value }
}
