import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import { basename, relative } from 'node:path'
import type { CommandIo } from './define-command.js'

/**
 * A command line of this program that works where it is printed: by its name where it was called so, through npx where that found it, else by
 * the file that was run, as in a checkout.
 *
 * @example ownCommand(['report', '--input', 'out'], io) // 'node packages/cli/dist/bin.js report --input out'
 */
export function ownCommand(words: readonly string[], { program, env, cwd }: CommandIo): string {
  return shellLine([...starting({ program, env, cwd }), ...words])
}

function starting({ program, env, cwd }: Pick<CommandIo, 'program' | 'env' | 'cwd'>): string[] {
  const byName = program === undefined || /^sagellm-benchmark(\.\w+)?$/.test(basename(program))
  if (!byName) return ['node', shorter(relative(cwd, program), program)]
  return env['npm_command'] === 'exec' ? ['npx', 'sagellm-benchmark'] : ['sagellm-benchmark']
}

const shorter = (a: string, b: string) => (a.length < b.length ? a : b)
