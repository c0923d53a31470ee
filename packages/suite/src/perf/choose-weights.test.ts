import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { chooseWeights } from './choose-weights.js'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** A model folder that has these weight files; nothing is loaded from it. */
async function modelWith(...weights: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sagellm-weights-'))
  folders.push(folder)
  await mkdir(join(folder, 'onnx'))
  const files = ['config.json', 'tokenizer.json', 'tokenizer_config.json', ...weights.map((name) => `onnx/${name}`)]
  for (const file of files) await writeFile(join(folder, file), '{}')
  return folder
}

test('the weights asked for are taken where the model has them', async () => {
  const model = await modelWith('model.onnx', 'model_fp16.onnx', 'model_quantized.onnx')
  expect(await chooseWeights(model, 'fp16')).toMatchObject({ dtype: 'fp16', precision: 'fp16', substituted: false })
  expect(await chooseWeights(model, 'INT8')).toMatchObject({ dtype: 'q8', precision: 'int8', substituted: false })
  expect(await chooseWeights(model, 'float32')).toMatchObject({ dtype: 'fp32', precision: 'fp32', substituted: false })
  expect(await chooseWeights(model, null)).toMatchObject({ dtype: 'fp32', substituted: false })
})

test.each(['fp32', 'fp16', 'int8'] as const)('the embedded model has %s', async (precision) => {
  expect(await chooseWeights(null, precision)).toMatchObject({ dtype: precision, precision, substituted: false })
})

test('a precision that the model lacks, or that nobody knows, is a substitute and says so', async () => {
  const model = await modelWith('model_fp16.onnx')
  expect(await chooseWeights(model, 'int4')).toMatchObject({ dtype: 'fp16', precision: 'fp16', substituted: true })
  expect(await chooseWeights(model, 'bf16')).toMatchObject({ dtype: 'fp16', precision: 'fp16', substituted: true })
  expect(await chooseWeights(null, 'int4')).toMatchObject({ dtype: 'fp32', precision: 'fp32', substituted: true })
})

test('a model that must be downloaded is asked for in the wanted precision', async () => {
  const chosen = await chooseWeights('nobody/no-such-model-here', 'fp16')
  expect(chosen).toMatchObject({ model: 'nobody/no-such-model-here', dtype: 'fp16', substituted: false })
})

test('a folder that is none is an error', async () => {
  await expect(chooseWeights('./no/such/folder', 'fp16')).rejects.toMatchObject({ code: 'not_found' })
})
