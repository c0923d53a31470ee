import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FOLDER_LAYOUT, inspectModelFolder } from './model-folder.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'model-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function fill(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const settings = { 'config.json': '{}', 'tokenizer.json': '{}', 'tokenizer_config.json': '{}' }

test('a folder that is not there is named, with the layout that is wanted', () => {
  const missing = join(folder, 'nowhere')
  expect(() => inspectModelFolder(missing)).toThrow(
    expect.objectContaining({ code: 'not_found', message: `no model folder at ${missing}`, hint: FOLDER_LAYOUT }),
  )
})

test('every missing file is named at once', () => {
  fill({ 'config.json': '{}' })
  expect(() => inspectModelFolder(folder)).toThrow(
    /has no tokenizer\.json, no tokenizer_config\.json, no onnx\/model\.onnx$/,
  )
})

test('a plain checkout gets the command that exports its weights', () => {
  fill({ ...settings, 'model.safetensors': '' })
  expect(() => inspectModelFolder(folder)).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(/model\.safetensors must be exported first.*optimum-cli/) }),
  )
})

test('exact weights are taken before smaller ones, those of onnx/ before those beside config.json', () => {
  fill({ ...settings, 'model.onnx': '', 'onnx/model_quantized.onnx': '', 'onnx/model_q4.onnx': '' })
  expect(inspectModelFolder(folder)).toMatchObject({ dtype: 'q8', subfolder: 'onnx' })
  fill({ 'onnx/model.onnx': '' })
  expect(inspectModelFolder(folder)).toMatchObject({ dtype: 'fp32', subfolder: 'onnx' })
})

test('weights that were asked for are taken, or their file is named', () => {
  fill({ ...settings, 'onnx/model.onnx': '', 'onnx/model_q4.onnx': '' })
  expect(inspectModelFolder(folder, 'q4')).toMatchObject({ dtype: 'q4' })
  expect(() => inspectModelFolder(folder, 'int8')).toThrow(/no onnx\/model_int8\.onnx/)
})

test('a file that is cut short is corrupt, and named', () => {
  fill({ ...settings, 'onnx/model.onnx': '', 'tokenizer.json': '{"model":' })
  expect(() => inspectModelFolder(folder)).toThrow(
    expect.objectContaining({ code: 'corrupt_data', message: expect.stringContaining('tokenizer.json') }),
  )
})
