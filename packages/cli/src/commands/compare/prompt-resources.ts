import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { EngineClient } from '@sagellm-benchmark/clients'
import { readTokenizer } from '@sagellm-benchmark/runner'
import type { PromptResources } from '@sagellm-benchmark/runner/compare'
import { type CountingClient, serverCounter } from '@sagellm-benchmark/suite/targets'
import type { CommandIo } from '../../command/define-command.js'

/** Variables that name a local model folder, as the Python original read them. */
const folderVariables = ['SAGELLM_BENCHMARK_LOCAL_MODEL_DIR', 'VLLM_LOCAL_MODEL_DIR', 'HF_LOCAL_MODEL_DIR']

export type PromptResourcesOptions = {
  /** `--tokenizer` */
  readonly tokenizer: string | undefined
  readonly model: string
  /** Clients of the targets, the baseline first: the first whose server counts is asked. */
  readonly clients: readonly (EngineClient & CountingClient)[]
  readonly io: CommandIo
}

/** How prompts can be built to length: by a tokenizer at hand, else by a server's own, else only by estimate. */
export async function promptResources(options: PromptResourcesOptions): Promise<PromptResources> {
  const { tokenizer, model, clients, io } = options
  if (tokenizer !== undefined) return { tokenizer: await readTokenizer(resolve(io.cwd, tokenizer)) }
  for (const folder of [...folderVariables.map((name) => io.env[name]), model]) {
    if (folder && (await hasTokenizer(resolve(io.cwd, folder))))
      return { tokenizer: await readTokenizer(resolve(io.cwd, folder)) }
  }
  for (const client of clients) {
    const countPrompt = await serverCounter(client)
    if (countPrompt) return { countPrompt }
  }
  return {}
}

function hasTokenizer(folder: string): Promise<boolean> {
  return access(join(folder, 'tokenizer.json')).then(
    () => true,
    () => false,
  )
}
