import { createRequire } from 'node:module'
import { libraryUnavailable } from '../model/load-library.js'

export interface RuntimeTensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

interface RuntimeSession {
  /** Fills the tensors of `results`, by name. */
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    results: Readonly<Record<string, RuntimeTensor>>,
  ): Promise<unknown>
  release(): Promise<void>
}

/** The part of onnxruntime-node that operators need. */
export interface Runtime {
  readonly env: { readonly versions: { readonly node?: string } }
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<RuntimeSession>
  }
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => RuntimeTensor
}

/**
 * The inference runtime that comes with the optional peer @huggingface/transformers: the same build that models run on.
 *
 * @param importRuntime - for tests.
 * @throws BenchError `unavailable`, with the command that installs it, where it is missing or does not load.
 */
export function loadRuntime(importRuntime: () => Runtime = requireRuntime): Runtime {
  try {
    return importRuntime()
  } catch (cause) {
    throw libraryUnavailable(cause)
  }
}

/** Asked for from the peer's own place, so that its version of the runtime is found and none beside it. */
function requireRuntime(): Runtime {
  const peer = createRequire(import.meta.url).resolve('@huggingface/transformers')
  return createRequire(peer)('onnxruntime-node') as Runtime
}
