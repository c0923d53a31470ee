import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { shellLine } from '@sagellm-benchmark/protocol-types/edge'

/**
 * What OpenSSH is told to run, the same for every host, so that no secret or variable is on a command line: a shell that reads what it
 * has to do from its input. The login shell of the user sees one word in single quotes without `!` and backslashes, which every shell reads alike.
 */
export const remoteScript = `exec sh -c 'IFS= read -r script; eval "$script"'`

/**
 * Runs the next line of the input. Each further line, and the end of the input, is a Ctrl-C for what runs: OpenSSH hands on no signals,
 * and a connection that breaks shall leave nothing running.
 */
const supervisor = [
  'IFS= read -r line || exit 125',
  'nl=$(printf "\\nx")',
  'nl=${nl%x}',
  'exec 3<&0',
  '(eval "$line") </dev/null 3<&- & child=$!',
  '(while IFS= read -r order <&3; do kill -INT "$child"; done; kill -INT "$child"; sleep 10; kill "$child") >/dev/null 2>&1 & watch=$!',
  'exec 3<&-',
  'wait "$child"',
  'code=$?',
  'kill "$watch" 2>/dev/null',
  'exit "$code"',
].join('; ')

export type RemoteCommand = {
  /** Program and arguments, each taken as it stands. */
  readonly words: readonly string[]
  /** Environment variables beside those of the host. @default {} */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * What `remoteScript` reads from its input to run a command.
 *
 * @throws BenchError `invalid_argument` for a variable without a proper name.
 */
export function remoteInput({ words, env = {} }: RemoteCommand): string {
  const variables = Object.entries(env).map(([name, value]) => {
    if (!/^[A-Za-z_]\w*$/.test(name)) throw invalidArgument('variable', name, 'give letters, digits and underscores')
    return `${name}=${shellLine([value])}; export ${name};`
  })
  // One line: a line break is in the variable `nl`, and the quotes of a word are closed around it.
  const line = [...variables, 'exec', shellLine(words)].join(' ').replaceAll('\n', `'"$nl"'`)
  return `${supervisor}\n${line}\n`
}
