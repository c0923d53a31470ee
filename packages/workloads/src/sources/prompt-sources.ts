import { entryNamed } from '@sagellm-benchmark/protocol-types'
import { chainOfThought } from './chain-of-thought.js'
import { codeGeneration } from './code-generation.js'
import { composite } from './composite.js'
import { dataSet } from './data-set.js'
import { dialogue } from './dialogue.js'
import { file } from './file.js'
import { prefixRepetition } from './prefix-repetition.js'
import type { PromptSource } from './prompt-source.js'
import { random } from './random.js'
import { randomTokens } from './random-tokens.js'
import { sharegpt } from './sharegpt.js'
import { shortQa } from './short-qa.js'
import { summarisation } from './summarisation.js'
import { text } from './text.js'
import { trace } from './trace.js'

/** Every source of prompts there is. */
export const promptSources: readonly PromptSource[] = [
  shortQa,
  summarisation,
  codeGeneration,
  dialogue,
  chainOfThought,
  composite,
  random,
  prefixRepetition,
  randomTokens,
  sharegpt,
  dataSet,
  file,
  text,
  trace,
]

/**
 * @param own - sources beside those of the project; one of the same name takes the place of the project's.
 * @throws BenchError `invalid_argument` for an unknown name, listing what exists.
 */
export function promptSourceOf(name: string, own: readonly PromptSource[] = []): PromptSource {
  return entryNamed([...own, ...promptSources], { kind: 'source', name })
}
