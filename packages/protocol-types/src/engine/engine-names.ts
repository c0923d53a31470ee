import { z } from 'zod'

/** One engine, under the one name that it has in flags, plans, records, tables of metric names and simulations. */
export type Engine = {
  readonly name: string
  /** As its makers write it. */
  readonly label: string
  /** Other spellings, understood wherever a name is read: people's, and those of older results. */
  readonly aliases: readonly string[]
}

/**
 * Every engine that some part of the project knows. A dialect, a table of metric names and a simulated dialect bear one of
 * these names each; a test walks all of them. An engine that a library user brings needs no entry.
 */
export const engines = [
  { name: 'openai', label: 'OpenAI API', aliases: [] },
  { name: 'sagellm', label: 'sageLLM', aliases: ['sage-llm'] },
  { name: 'vllm', label: 'vLLM', aliases: [] },
  { name: 'sglang', label: 'SGLang', aliases: [] },
  { name: 'lmdeploy', label: 'LMDeploy', aliases: [] },
  { name: 'tgi', label: 'Text Generation Inference', aliases: ['text-generation-inference'] },
  { name: 'trtllm', label: 'TensorRT-LLM', aliases: ['tensorrt-llm', 'trt-llm', 'trtllm-serve'] },
  { name: 'ollama', label: 'Ollama', aliases: [] },
  { name: 'llamacpp', label: 'llama.cpp', aliases: ['llama-cpp', 'llama-server'] },
  { name: 'cpu', label: 'CPU backend', aliases: ['backend-cpu'] },
] as const satisfies readonly Engine[]

/** The name of an engine of the list. */
export type EngineName = (typeof engines)[number]['name']

/**
 * The one name of an engine, whichever spelling was given. What the list does not know is left as it is.
 *
 * @example engineName('TensorRT-LLM') // 'trtllm'
 * @example engineName('llama.cpp') // 'llamacpp'
 * @example engineName('mine') // 'mine'
 */
export function engineName(text: string): string {
  return entryOf(text)?.name ?? text
}

/** The engine's name as its makers write it; what the list does not know is left as it is. */
export function engineLabel(name: string): string {
  return entryOf(name)?.label ?? name
}

/** A schema field that holds an engine: any name is valid, and a known spelling becomes the one name when it is read. */
export const EngineField = z.string().overwrite(engineName)

function entryOf(text: string): Engine | undefined {
  const key = spelling(text)
  return engines.find(({ name, label, aliases }) => [name, label, ...aliases].some((each) => spelling(each) === key))
}

/** `llama-cpp`, `llama_cpp` and `llama.cpp` are one spelling. */
function spelling(text: string): string {
  return text.toLowerCase().replace(/[-_. ]/g, '')
}
