import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { chainOfThought } from './chain-of-thought.js'
import { codeGeneration } from './code-generation.js'
import { composite } from './composite.js'
import { dialogue } from './dialogue.js'
import { file } from './file.js'
import type { PromptSource } from './prompt-source.js'
import { random } from './random.js'
import { sharegpt } from './sharegpt.js'
import { shortQa } from './short-qa.js'
import { summarisation } from './summarisation.js'

/** Every source of prompts there is. */
export const promptSources: readonly PromptSource[] = [
  shortQa,
  summarisation,
  codeGeneration,
  dialogue,
  chainOfThought,
  composite,
  random,
  sharegpt,
  file,
]

/** @throws BenchError `invalid_argument` for an unknown name, listing what exists. */
export function promptSourceOf(name: string): PromptSource {
  const found = promptSources.find((each) => each.name === name)
  if (found) return found
  throw invalidArgument('source', name, `give one of ${promptSources.map((each) => each.name).join(', ')}`)
}
