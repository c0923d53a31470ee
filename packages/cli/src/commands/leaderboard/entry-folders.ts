import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { CommandIo } from '../../command/define-command.js'

const usual = ['./outputs', './benchmark_results']

/** The folders that hold entries: those that were named, else the usual ones that are there. @throws BenchError `not_found` for none. */
export async function entryFolders(input: readonly string[], io: CommandIo): Promise<readonly string[]> {
  if (input.length > 0) return input
  const there: string[] = []
  for (const folder of usual)
    await access(resolve(io.cwd, folder)).then(
      () => there.push(folder),
      () => {},
    )
  if (there.length > 0) return there
  throw new BenchError('not_found', `neither ${usual.join(' nor ')} is here`, {
    hint: 'name the folder of a run with --input',
  })
}
