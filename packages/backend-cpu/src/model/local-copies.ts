import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Folders on this machine that may hold a copy of a hub model, likeliest first: folders of models named by
 * SAGELLM_BENCHMARK_LOCAL_MODEL_DIR or HF_LOCAL_MODEL_DIR, then the Hugging Face cache (HF_HUB_CACHE, HF_HOME).
 */
export function localCopies(id: string, environment: Environment): string[] {
  const roots = [environment.SAGELLM_BENCHMARK_LOCAL_MODEL_DIR, environment.HF_LOCAL_MODEL_DIR].filter(
    (root): root is string => root !== undefined && root !== '',
  )
  const named = roots.flatMap((root) => [join(root, id), join(root, basename(id))])
  return [...named, ...cachedSnapshots(id, environment)].filter((folder) => existsSync(folder))
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
