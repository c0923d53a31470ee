import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** Variables that name a local model folder, as the Python original read them. */
const folderVariables = ['SAGELLM_BENCHMARK_LOCAL_MODEL_DIR', 'VLLM_LOCAL_MODEL_DIR', 'HF_LOCAL_MODEL_DIR']

export type TokenizerFolderOptions = {
  /** What the caller named. */
  readonly tokenizer: string | null
  /** A model may be the path of its folder. */
  readonly model: string | null
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The folder of the tokenizer by which prompts are built to length; `null` where none is at hand and a server has to count. */
export async function tokenizerFolder(options: TokenizerFolderOptions): Promise<string | null> {
  const { tokenizer, model, cwd, env } = options
  if (tokenizer !== null) return resolve(cwd, tokenizer)
  for (const folder of [...folderVariables.map((name) => env[name]), model])
    if (folder && (await hasTokenizer(resolve(cwd, folder)))) return resolve(cwd, folder)
  return null
}

function hasTokenizer(folder: string): Promise<boolean> {
  return access(join(folder, 'tokenizer.json')).then(
    () => true,
    () => false,
  )
}
