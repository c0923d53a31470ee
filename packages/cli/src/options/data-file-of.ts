import { dataFile } from '@sagellm-benchmark/suite/files'
import type { CommandIo } from '../command/define-command.js'

/**
 * The place of a data file that a flag names: a path, or a file of a hub, of which one sentence says where it comes from.
 *
 * @throws BenchError as `dataFile`.
 */
export function dataFileOf(path: string, { cwd, env, signal, stderr }: CommandIo): Promise<string> {
  return dataFile(path, { cwd, env, signal, say: (text) => void stderr.write(`${text}\n`) })
}
