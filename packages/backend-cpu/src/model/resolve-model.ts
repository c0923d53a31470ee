import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { EMBEDDED_MODEL_ID, EMBEDDED_MODEL_NOTICE, embeddedModelFolder } from './embedded-model.js'
import { type Environment, localCopies } from './local-copies.js'
import { FOLDER_LAYOUT, inspectModelFolder, type ModelDtype } from './model-folder.js'

export type ResolvedModel = {
  readonly kind: 'embedded' | 'folder' | 'hub'
  /** The id under which it is served and reported. */
  readonly name: string
  /** Folder, or hub id where `kind` is `hub`. */
  readonly source: string
  readonly dtype: ModelDtype
  readonly subfolder: string
  readonly notice: string | null
}

export type ResolveModelOptions = {
  /** @default the first that the folder has, fp32 before smaller ones; fp32 from the hub */
  readonly dtype?: ModelDtype
  /** @default process.env */
  readonly environment?: Environment
}

const HUB_ID = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/

/**
 * Finds the model that `--model` means: none is the embedded one, a folder is that folder, and a hub id is a copy on
 * this machine or else to be downloaded.
 *
 * @throws BenchError `not_found` or `corrupt_data` where a folder cannot be used, `invalid_argument` for anything else.
 * @example resolveModel('./models/gpt2').source // '/home/me/models/gpt2'
 */
export function resolveModel(model: string | null, options: ResolveModelOptions = {}): ResolvedModel {
  const { dtype = null, environment = process.env } = options
  if (model === null) {
    const found = inspectModelFolder(embeddedModelFolder(), dtype)
    return { ...found, kind: 'embedded', name: EMBEDDED_MODEL_ID, source: found.folder, notice: EMBEDDED_MODEL_NOTICE }
  }
  if (existsSync(model) || !HUB_ID.test(model)) {
    if (model.trim() === '') throw new BenchError('invalid_argument', 'the model is empty', { hint: FOLDER_LAYOUT })
    const found = inspectModelFolder(resolve(model), dtype)
    return { ...found, kind: 'folder', name: basename(found.folder), source: found.folder, notice: null }
  }
  for (const folder of localCopies(model, environment)) {
    const found = tryFolder(folder, dtype)
    if (found) return { ...found, kind: 'folder', name: model, source: folder, notice: null }
  }
  return { kind: 'hub', name: model, source: model, dtype: dtype ?? 'fp32', subfolder: 'onnx', notice: null }
}

/** A cache often holds only part of a model: such a copy is passed over, not an error. */
function tryFolder(folder: string, dtype: ModelDtype | null): ReturnType<typeof inspectModelFolder> | null {
  try {
    return inspectModelFolder(folder, dtype)
  } catch {
    return null
  }
}
