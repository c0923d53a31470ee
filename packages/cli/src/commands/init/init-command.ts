import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import type { CommandDefinition, CommandIo, ExitCode } from '../../command/define-command.js'
import { ownCommand } from '../../command/own-command.js'
import { startingConfig } from '../../config/starting-config.js'
import { run } from '../run/index.js'

/** Writes the config and says how to use it. @throws BenchError `invalid_argument` for a file that is there already. */
export async function initCommand({ file }: { readonly file: string }, io: CommandIo): Promise<ExitCode> {
  const path = resolve(io.cwd, file)
  try {
    await writeFile(path, startingConfig(run as CommandDefinition), { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError('write', path, error)
    throw new BenchError('invalid_argument', `${file} is there already, and stays as it is`, {
      hint: 'give another name: sagellm-benchmark init FILE',
    })
  }
  io.stdout.write(`${file}: edit it, then ${ownCommand(['run', '--config', file], io)}\n`)
  return 0
}
