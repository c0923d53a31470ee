import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCpuEngine, embeddedModelFolder } from '../src/index.js'
import { readOnnxTensors, readOnnxWeights } from './support/onnx-weights.js'

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

test('it stays under 3 MB, with its weights in three precisions', () => {
  const bytes = filesOf(shipped).reduce((sum, file) => sum + statSync(join(shipped, file)).size, 0)
  expect(bytes).toBeLessThan(3_000_000)
})

const exact = readOnnxWeights(join(shipped, 'onnx', 'model.onnx'))
const largest = (values: readonly number[]) => values.reduce((max, value) => Math.max(max, value), 0)
const numbers = (name: string) => [...(exact.get(name)?.data ?? [])]

test('the half-precision weights are the same numbers, rounded to eleven bits', () => {
  const stored = readOnnxTensors(join(shipped, 'onnx', 'model_fp16.onnx'))
  const names = [...exact.keys()].filter((name) => stored.has(`${name}.fp16`))
  expect(names.length).toBeGreaterThan(20)
  for (const name of names) {
    const bits = stored.get(`${name}.fp16`) as Uint8Array
    const view = new DataView(bits.buffer, bits.byteOffset)
    const off = numbers(name).map((value, at) => {
      const given = fromHalf(view.getUint16(2 * at, true))
      return Math.abs(given - value) / Math.max(Math.abs(value), 2 ** -14)
    })
    expect(largest(off), name).toBeLessThanOrEqual(2 ** -11)
  }
})

test('the 8-bit weights are the same numbers, rounded to 127 steps of each column', () => {
  const stored = readOnnxTensors(join(shipped, 'onnx', 'model_int8.onnx'))
  const names = [...exact.keys()].filter((name) => stored.has(`${name}.int8`))
  expect(names.length).toBeGreaterThan(8)
  for (const name of names) {
    const steps = new Int8Array(Uint8Array.from(stored.get(`${name}.int8`) as Uint8Array).buffer)
    const scales = new Float32Array(Uint8Array.from(stored.get(`${name}.scale`) as Uint8Array).buffer)
    const off = numbers(name).map((value, at) => {
      const scale = scales[at % scales.length] as number
      return Math.abs((steps[at] as number) * scale - value) / scale
    })
    expect(largest(off), name).toBeLessThanOrEqual(0.5001)
  }
})

test.each(['fp16', 'int8'] as const)('in %s it answers as long as it is asked to', async (dtype) => {
  const engine = await createCpuEngine({ dtype })
  try {
    const tokenIds = engine.tokenizer.encode('Why does the first token take longer than the others?')
    const request = GenerationRequest.parse({ input: { kind: 'tokens', tokenIds }, maxTokens: 24 })
    let count = 0
    for await (const step of engine.generate(request, { requestId: 'r' })) count += step.tokenIds.length
    expect(count).toBe(24)
  } finally {
    await engine.close()
  }
})

function fromHalf(bits: number): number {
  const exponent = (bits >> 10) & 31
  const mantissa = bits & 1023
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15)
  return bits & 0x8000 ? -size : size
}

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
