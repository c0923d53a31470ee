import { bytes, concat, float, text, varint } from './wire.js'

// Field numbers and enum values are those of onnx.proto3 (ONNX 1.15, IR version 9).
const IR_VERSION = 9
const ONNX_OPSET = 20
const CONTRIB_DOMAIN = 'com.microsoft'
const FLOAT = 1
const INT64 = 7

/** A whole number, a text, a list of whole numbers, or `{ float }`: JavaScript has one kind of number, ONNX two. */
type Attribute = number | string | readonly number[] | { readonly float: number }

type NodeOptions = {
  readonly attributes?: Readonly<Record<string, Attribute>>
  /** `contrib`: the runtime's own operators. @default 'onnx' */
  readonly domain?: 'onnx' | 'contrib'
}

/** Collects nodes, constants, inputs and one output, and writes them as one ONNX model. */
export interface OnnxGraph {
  /** Adds an operator and returns the name of its result. An operand `''` is an optional one left out. */
  add(op: string, operands: readonly string[], options?: NodeOptions): string
  floats(name: string, dims: readonly number[], data: Float32Array): string
  ints(values: readonly number[]): string
  /** A constant number. */
  scalar(value: number): string
  input(name: string, dims: readonly number[]): string
  /** The model whose result is this value, of the last operator. */
  finish(value: string, dims: readonly number[]): Uint8Array
}

/** @example const graph = onnxGraph(); graph.finish(graph.add('Neg', [graph.input('x', [2])]), [2]) */
export function onnxGraph(): OnnxGraph {
  const nodes: Node[] = []
  const constants: Uint8Array[] = []
  const inputs: Uint8Array[] = []
  let counter = 0
  const constant = (name: string, dims: readonly number[], type: number, data: ArrayBufferView): string => {
    constants.push(tensor(name, { dims, type, data }))
    return name
  }

  return {
    add(op, operands, { attributes = {}, domain = 'onnx' } = {}) {
      const result = `v${counter++}`
      nodes.push({ op, operands, result, attributes, domain: domain === 'onnx' ? '' : CONTRIB_DOMAIN })
      return result
    },
    floats: (name, dims, data) => constant(name, dims, FLOAT, data),
    ints: (values) => constant(`c${counter++}`, [values.length], INT64, BigInt64Array.from(values, BigInt)),
    scalar: (value) => constant(`c${counter++}`, [], FLOAT, Float32Array.of(value)),
    input(name, dims) {
      inputs.push(valueInfo(name, dims))
      return name
    },
    finish(value, dims) {
      const graph = concat([
        // The value itself becomes the result: a node that renamed it would copy it, in every call.
        ...nodes.map((each) => bytes(1, encodeNode(each.result === value ? { ...each, result: 'result' } : each))),
        text(2, 'operator'),
        ...constants.map((each) => bytes(5, each)),
        ...inputs.map((each) => bytes(11, each)),
        bytes(12, valueInfo('result', dims)),
      ])
      return concat([varint(1, IR_VERSION), bytes(7, graph), opset('', ONNX_OPSET), opset(CONTRIB_DOMAIN, 1)])
    },
  }
}

function opset(domain: string, version: number): Uint8Array {
  return bytes(8, concat([text(1, domain), varint(2, version)]))
}

type Node = {
  readonly op: string
  readonly operands: readonly string[]
  readonly result: string
  readonly attributes: Readonly<Record<string, Attribute>>
  readonly domain: string
}

function encodeNode({ op, operands, result, attributes, domain }: Node): Uint8Array {
  return concat([
    ...operands.map((each) => text(1, each)),
    text(2, result),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
    text(7, domain),
  ])
}

function attribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === 'string') return concat([text(1, name), text(4, value), varint(20, 3)])
  if (typeof value === 'number') return concat([text(1, name), varint(3, value), varint(20, 2)])
  if ('float' in value) return concat([text(1, name), float(2, value.float), varint(20, 1)])
  return concat([text(1, name), ...value.map((each) => varint(8, each)), varint(20, 7)])
}

type Tensor = { readonly dims: readonly number[]; readonly type: number; readonly data: ArrayBufferView }

function tensor(name: string, { dims, type, data }: Tensor): Uint8Array {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return concat([...dims.map((dim) => varint(1, dim)), varint(2, type), text(8, name), bytes(9, raw)])
}

function valueInfo(name: string, dims: readonly number[]): Uint8Array {
  const shape = concat(dims.map((dim) => bytes(1, varint(1, dim))))
  return concat([text(1, name), bytes(2, bytes(1, concat([varint(1, FLOAT), bytes(2, shape)])))])
}
