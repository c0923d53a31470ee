import type * as library from '@huggingface/transformers'
import { BenchError } from '@sagellm-benchmark/protocol-types'

export type Transformers = typeof library

const INSTALL = 'ONNXRUNTIME_NODE_INSTALL=skip npm i @huggingface/transformers@4.3.1'

/**
 * The inference library, an optional peer dependency, loaded only when a model is. Its console output is switched off:
 * what goes wrong reaches the caller as an error.
 *
 * @param importLibrary - for tests.
 * @throws BenchError `unavailable`, with the command that installs it, where it is missing or does not load.
 */
export async function loadLibrary(
  importLibrary: () => Promise<Transformers> = () => import('@huggingface/transformers'),
): Promise<Transformers> {
  try {
    const library = await importLibrary()
    library.env.logLevel = library.LogLevel.NONE
    return library
  } catch (cause) {
    throw libraryUnavailable(cause)
  }
}

/** What to tell a user whose inference library is missing or broken, with the command that installs it. */
export function libraryUnavailable(cause: unknown): BenchError {
  return new BenchError('unavailable', describe(cause), { hint: `install it with: ${INSTALL}`, cause })
}

function describe(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string }
  const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
  if (missing && message?.includes('@huggingface/transformers')) {
    return 'the CPU backend needs the package @huggingface/transformers, which is not installed'
  }
  return `the CPU backend's package @huggingface/transformers does not load: ${message?.split('\n')[0] ?? cause}`
}
