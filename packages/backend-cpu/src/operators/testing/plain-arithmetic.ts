import type { OperatorValues } from '../compile-form.js'

type Values = Readonly<Record<string, Float32Array>>

/** What each operator's small size comes to by loops over doubles, by the operator's name: independent of the runtime. */
export const plainArithmetic: Readonly<Record<string, (values: OperatorValues) => Float32Array>> = {
  linear: ({ x, weight, bias }: Values) =>
    grid(6, 5, (row, column) => sum(8, (at) => x![row * 8 + at]! * weight![at * 5 + column]!) + bias![column]!),
  matmul: ({ x, y }: Values) => grid(5, 5, (row, column) => sum(7, (at) => x![row * 7 + at]! * y![column * 7 + at]!)),
  rms_norm: ({ x, weight }: Values) =>
    grid(6, 8, (row, column) => {
      const mean = sum(8, (at) => x![row * 8 + at]! ** 2) / 8
      return (x![row * 8 + column]! / Math.sqrt(mean + 1e-6)) * weight![column]!
    }),
  layer_norm: ({ x, weight, bias }: Values) =>
    grid(6, 8, (row, column) => {
      const mean = sum(8, (at) => x![row * 8 + at]!) / 8
      const variance = sum(8, (at) => (x![row * 8 + at]! - mean) ** 2) / 8
      return ((x![row * 8 + column]! - mean) / Math.sqrt(variance + 1e-5)) * weight![column]! + bias![column]!
    }),
  silu_mul: ({ gate, up }: Values) => gate!.map((value, at) => (value / (1 + Math.exp(-value))) * up![at]!),
  gelu: ({ x }: Values) =>
    x!.map((value) => (value / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3)))),
  softmax: ({ x }: Values) =>
    grid(10, 5, (row, column) => Math.exp(x![row * 5 + column]!) / sum(5, (at) => Math.exp(x![row * 5 + at]!))),
  attention: ({ query, key, value }: Values) =>
    grid(2 * 3, 8, (row, column) => {
      const batch = Math.floor(row / 3)
      const head = Math.floor(column / 4)
      const from = (token: number) => (batch * 5 + token) * 8 + head * 4
      const powers = Array.from({ length: 5 }, (_, token) =>
        Math.exp(sum(4, (at) => query![row * 8 + head * 4 + at]! * key![from(token) + at]!) / Math.sqrt(4)),
      )
      const total = powers.reduce((a, b) => a + b, 0)
      return sum(5, (token) => (powers[token]! / total) * value![from(token) + (column % 4)]!)
    }),
}

function grid(rows: number, columns: number, cell: (row: number, column: number) => number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, at) => cell(Math.floor(at / columns), at % columns))
}

function sum(count: number, term: (at: number) => number): number {
  let total = 0
  for (let at = 0; at < count; at += 1) total += term(at)
  return total
}
