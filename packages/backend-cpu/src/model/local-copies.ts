import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** Variables that name a folder of models, or that of one model, as the Python original and its vLLM helper read them. */
const folderVariables = ['SAGELLM_BENCHMARK_LOCAL_MODEL_DIR', 'VLLM_LOCAL_MODEL_DIR', 'HF_LOCAL_MODEL_DIR']

/**
 * Folders on this machine that may hold a copy of a hub model, likeliest first: those that SAGELLM_BENCHMARK_LOCAL_MODEL_DIR,
 * VLLM_LOCAL_MODEL_DIR or HF_LOCAL_MODEL_DIR name, then the Hugging Face cache (HF_HUB_CACHE, HF_HOME).
 */
export function localCopies(id: string, environment: Environment): string[] {
  const roots = folderVariables.map((name) => environment[name]).filter((root) => root !== undefined && root !== '')
  const named = roots.flatMap((root) => [
    join(root as string, id),
    join(root as string, basename(id)),
    // The folder of another model must not be taken for this one.
    ...(isNamed(basename(root as string), id) ? [root as string] : []),
  ])
  return [...named, ...cachedSnapshots(id, environment)].filter((folder) => existsSync(folder))
}

/** `gpt2`, `openai--gpt2` and `models--openai--gpt2` are folders of `openai/gpt2`. */
function isNamed(folder: string, id: string): boolean {
  const name = folder.replace(/^models--/, '')
  return name === basename(id) || name === id.replaceAll('/', '--')
}

function cachedSnapshots(id: string, environment: Environment): string[] {
  const home = environment.HF_HOME ?? join(homedir(), '.cache', 'huggingface')
  const repository = join(environment.HF_HUB_CACHE ?? join(home, 'hub'), `models--${id.replaceAll('/', '--')}`)
  const snapshots = join(repository, 'snapshots')
  if (!existsSync(snapshots)) return []
  const main = join(repository, 'refs', 'main')
  const preferred = existsSync(main) ? readFileSync(main, 'utf8').trim() : ''
  const others = readdirSync(snapshots).sort()
  return [...new Set([preferred, ...others])].filter(Boolean).map((revision) => join(snapshots, revision))
}
