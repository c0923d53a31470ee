import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { embeddedModelFolder } from '../src/index.js'
import { readOnnxWeights } from './support/onnx-weights.js'

const maker = fileURLToPath(new URL('../../../tools/tiny-model/make.mjs', import.meta.url))
const shipped = embeddedModelFolder()
let made: string
beforeAll(() => {
  made = mkdtempSync(join(tmpdir(), 'tiny-model-'))
  execFileSync(process.execPath, [maker, '--out', made])
})
afterAll(() => rmSync(made, { recursive: true }))

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replace(/^\//, ''))
    .sort()
}

test('the shipped files are byte for byte what the script makes', () => {
  expect(filesOf(shipped)).toEqual(filesOf(made).filter((file) => file !== 'model.safetensors'))
  for (const file of filesOf(shipped)) {
    expect(readFileSync(join(shipped, file)).equals(readFileSync(join(made, file))), file).toBe(true)
  }
})

test('the script’s own check agrees', () => {
  const report = execFileSync(process.execPath, [maker, '--check'], { encoding: 'utf8' })
  expect(report.trim().split('\n')).toHaveLength(filesOf(shipped).length)
  expect(report).not.toContain('DIFFERS')
})

test('it stays under 2 MB', () => {
  const bytes = filesOf(shipped).reduce((sum, file) => sum + statSync(join(shipped, file)).size, 0)
  expect(bytes).toBeLessThan(2_000_000)
})

test('the card tells that the weights are random', () => {
  expect(readFileSync(join(shipped, 'MODEL_CARD.md'), 'utf8')).toMatch(/random/i)
})

test('the safetensors file for other engines holds the same numbers', () => {
  const file = readFileSync(join(made, 'model.safetensors'))
  const headerLength = Number(file.readBigUInt64LE(0))
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerLength)) as Record<string, { data_offsets: number[] }>
  const weights = readOnnxWeights(join(shipped, 'onnx', 'model.onnx'))
  const names = Object.keys(header).filter((name) => name !== '__metadata__')
  expect(names.length).toBeGreaterThan(20)
  for (const name of names) {
    const [from, to] = (header[name]?.data_offsets ?? []).map((at) => 8 + headerLength + at)
    const { buffer, byteOffset, byteLength } = weights.get(name)?.data as Float32Array
    expect(file.subarray(from, to).equals(Buffer.from(buffer, byteOffset, byteLength)), name).toBe(true)
  }
})
