import { resolve } from 'node:path'
import { hubAddress } from './hub-address.js'
import { hubFile, type HubFileOptions } from './hub-file.js'

/**
 * The place of a data file on this machine: a path, or `hf://` and `modelscope://`, which are fetched where the cache does not have them.
 *
 * @throws BenchError as `hubFile`.
 */
export async function dataFile(
  path: string,
  { cwd, ...reach }: HubFileOptions & { readonly cwd: string },
): Promise<string> {
  return hubAddress(path) === null ? resolve(cwd, path) : hubFile(path, reach)
}

type PlannedIo = {
  readonly cwd: string
  readonly env: HubFileOptions['env']
  readonly signal: AbortSignal
  readonly say: (text: string) => void
  readonly warn: (text: string) => void
}

/** The same of a file that a plan names; what is fetched for it is told to the user. */
export function plannedFile(path: string, { cwd, env, signal, say, warn }: PlannedIo): Promise<string> {
  return dataFile(path, { cwd, env, signal, say: (text, { fetched }) => (fetched ? warn(text) : say(text)) })
}
