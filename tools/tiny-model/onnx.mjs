import { halves } from './half.mjs'
import { bytes, concat, float, text, varint } from './protobuf.mjs'

/** Field numbers and enum values below are those of onnx.proto3 (ONNX 1.15, IR version 9). */
const IR_VERSION = 9
const OPSET = 20
const FLOAT = 1
const INT8 = 3
const INT64 = 7
const FLOAT16 = 10

/** Collects nodes, constants, inputs and outputs, and writes them as one model. */
export function onnxGraph(name) {
  const nodes = []
  const constants = []
  const inputs = []
  const outputs = []
  let counter = 0

  return {
    /** Adds an operator and returns the name of its result, or names when `results` says how many. */
    add(op, operands, attributes = {}, results = 1) {
      const names = Array.from({ length: results }, () => `v${counter++}`)
      nodes.push(node(op, operands, names, attributes))
      return results === 1 ? names[0] : names
    },
    /** Gives a value the name under which it leaves the graph. */
    rename(value, as) {
      nodes.push(node('Identity', [value], [as], {}))
    },
    floats(as, dims, data) {
      constants.push(tensor(as, dims, FLOAT, data))
      return as
    },
    /** Stored in half precision, and widened when the model is loaded. */
    halves(as, dims, data) {
      constants.push(tensor(`${as}.fp16`, dims, FLOAT16, halves(data)))
      nodes.push(node('Cast', [`${as}.fp16`], [as], { to: FLOAT }))
      return as
    },
    /** Stored as 8-bit integers with one scale for each column. */
    bytes(as, [rows, columns], data) {
      const scales = Float32Array.from({ length: columns }, (_, column) => {
        let largest = 0
        for (let row = 0; row < rows; row += 1) largest = Math.max(largest, Math.abs(data[row * columns + column]))
        return largest / 127 || 1
      })
      const values = Int8Array.from(data, (value, at) => Math.round(value / scales[at % columns]))
      constants.push(tensor(`${as}.int8`, [rows, columns], INT8, values))
      constants.push(tensor(`${as}.scale`, [columns], FLOAT, scales))
      nodes.push(node('DequantizeLinear', [`${as}.int8`, `${as}.scale`], [as], { axis: 1 }))
      return as
    },
    ints(as, dims, values) {
      constants.push(tensor(as, dims, INT64, BigInt64Array.from(values, BigInt)))
      return as
    },
    input(as, type, dims) {
      inputs.push(valueInfo(as, type, dims))
      return as
    },
    output(as, type, dims) {
      outputs.push(valueInfo(as, type, dims))
    },
    toBytes() {
      const graph = concat([
        ...nodes.map((each) => bytes(1, each)),
        text(2, name),
        ...constants.map((each) => bytes(5, each)),
        ...inputs.map((each) => bytes(11, each)),
        ...outputs.map((each) => bytes(12, each)),
      ])
      return concat([
        varint(1, IR_VERSION),
        text(2, 'sagellm-benchmark tools/tiny-model'),
        bytes(7, graph),
        bytes(8, concat([text(1, ''), varint(2, OPSET)])),
      ])
    },
  }
}

export const elementType = { FLOAT, INT64 }

function node(op, inputs, outputs, attributes) {
  return concat([
    ...inputs.map((each) => text(1, each)),
    ...outputs.map((each) => text(2, each)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
  ])
}

/** A string, a whole number, a list of them, or `{ float }`. */
function attribute(name, value) {
  if (typeof value === 'string') return concat([text(1, name), text(4, value), varint(20, 3)])
  if (typeof value === 'number') return concat([text(1, name), varint(3, value), varint(20, 2)])
  if (Array.isArray(value)) return concat([text(1, name), ...value.map((each) => varint(8, each)), varint(20, 7)])
  return concat([text(1, name), float(2, value.float), varint(20, 1)])
}

function tensor(name, dims, type, data) {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return concat([...dims.map((dim) => varint(1, dim)), varint(2, type), text(8, name), bytes(9, raw)])
}

/** Dimensions are numbers, or names for those that a caller chooses. */
function valueInfo(name, type, dims) {
  const shape = concat(dims.map((dim) => bytes(1, typeof dim === 'number' ? varint(1, dim) : text(2, dim))))
  return concat([text(1, name), bytes(2, bytes(1, concat([varint(1, type), bytes(2, shape)])))])
}
