import { BenchError, isBenchError } from '@sagellm-benchmark/protocol-types'
import { exportCommand, FOLDER_LAYOUT } from './model-folder.js'
import type { ResolvedModel } from './resolve-model.js'

/** What the user can do about a model that would not load. */
export function describeLoadFailure(model: ResolvedModel, cause: unknown): BenchError {
  if (isBenchError(cause) && cause.hint !== null) return cause as BenchError
  const reason = (cause as Error)?.message?.split('\n')[0] ?? String(cause)
  if (model.kind === 'hub') {
    const hint = `give --model a folder instead: ${FOLDER_LAYOUT}. Where the hub has no ONNX file of it: ${exportCommand(model.name)}`
    return new BenchError('unavailable', `the model ${model.name} cannot be had from the hub: ${reason}`, {
      hint,
      cause,
    })
  }
  const hint = 'only decoder-only language models exported to ONNX with a key-value cache can be used'
  return new BenchError('unavailable', `the model in ${model.source} cannot be used: ${reason}`, { hint, cause })
}
