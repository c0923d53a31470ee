import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'

/** Exported weights in the order of preference: exact first, smaller ones after. The suffix is the library's. */
const weightFiles = [
  { dtype: 'fp32', file: 'model.onnx' },
  { dtype: 'fp16', file: 'model_fp16.onnx' },
  { dtype: 'q8', file: 'model_quantized.onnx' },
  { dtype: 'int8', file: 'model_int8.onnx' },
  { dtype: 'uint8', file: 'model_uint8.onnx' },
  { dtype: 'q4', file: 'model_q4.onnx' },
  { dtype: 'q4f16', file: 'model_q4f16.onnx' },
  { dtype: 'bnb4', file: 'model_bnb4.onnx' },
] as const

export type ModelDtype = (typeof weightFiles)[number]['dtype']

export type ModelFolder = {
  readonly folder: string
  readonly dtype: ModelDtype
  /** `onnx`, or empty where the weights lie beside config.json. */
  readonly subfolder: string
}

export const FOLDER_LAYOUT =
  'a model folder holds config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx ' +
  '(or onnx/model_quantized.onnx and the like)'

/**
 * Checks a model folder before anything is loaded from it.
 *
 * @param dtype - the weights wanted; `null` takes the first of fp32, fp16, q8, int8, uint8, q4, q4f16, bnb4.
 * @throws BenchError `not_found` naming what is missing, `corrupt_data` where a JSON file cannot be read.
 */
export function inspectModelFolder(folder: string, dtype: ModelDtype | null = null): ModelFolder {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new BenchError('not_found', `no model folder at ${folder}`, { hint: FOLDER_LAYOUT })
  }
  const missing = ['config.json', 'tokenizer.json', 'tokenizer_config.json'].filter(
    (file) => !existsSync(join(folder, file)),
  )
  const weights = findWeights(folder, dtype)
  if (!weights) missing.push(dtype ? `onnx/${fileOf(dtype)}` : 'onnx/model.onnx')
  if (missing.length > 0 || !weights) {
    const message = `the model folder ${folder} has no ${missing.join(', no ')}`
    throw new BenchError('not_found', message, { hint: `${FOLDER_LAYOUT}${exportHint(folder, weights !== null)}` })
  }
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) checkJson(join(folder, file))
  return { folder, ...weights }
}

function fileOf(dtype: ModelDtype): string {
  return weightFiles.find((each) => each.dtype === dtype)?.file ?? 'model.onnx'
}

function findWeights(folder: string, wanted: ModelDtype | null): Pick<ModelFolder, 'dtype' | 'subfolder'> | null {
  for (const subfolder of ['onnx', '']) {
    for (const { dtype, file } of weightFiles) {
      if (wanted !== null && dtype !== wanted) continue
      if (existsSync(join(folder, subfolder, file))) return { dtype, subfolder }
    }
  }
  return null
}

/** A plain checkout of a model has its weights in a form that this runtime cannot read; the export writes all that is missing. */
function exportHint(folder: string, hasWeights: boolean): string {
  if (hasWeights) return ''
  const other = readdirSync(folder).find((name) => /\.(safetensors|bin|pt|gguf)$/.test(name))
  return other ? `; ${other} must be exported first: ${exportCommand(folder)}` : ''
}

/**
 * The command that makes a folder for this backend of a checkout, or of a hub id.
 *
 * @example exportCommand('sshleifer/tiny-gpt2') // ... then give --model ./tiny-gpt2-onnx
 */
export function exportCommand(model: string): string {
  const output = `./${basename(model)}-onnx`
  const quoted = (text: string) => (/^[\w./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
  const words = `--model ${quoted(model)} --task text-generation-with-past ${quoted(output)}`
  return `pip install "optimum-onnx[onnxruntime]" && optimum-cli export onnx ${words}, then give --model ${quoted(output)}`
}

function checkJson(file: string): void {
  try {
    JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new BenchError('corrupt_data', `${file} is not valid JSON`, { hint: 'copy the model again', cause })
  }
}
