import { readFileSync } from 'node:fs'

export type Weight = { readonly dims: readonly number[]; readonly data: Float32Array }

/** Field numbers of onnx.proto: ModelProto.graph, GraphProto.initializer, and four of TensorProto. */
const GRAPH = 7
const INITIALIZER = 5
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 }
const FLOAT = 1

/** The 32-bit float constants of an ONNX file by name, read without the runtime. */
export function readOnnxWeights(file: string): Map<string, Weight> {
  const weights = new Map<string, Weight>()
  for (const graph of fieldsOf(readFileSync(file), GRAPH)) {
    for (const initializer of fieldsOf(graph as Uint8Array, INITIALIZER)) {
      const tensor = initializer as Uint8Array
      if (fieldsOf(tensor, TENSOR.dataType)[0] !== FLOAT) continue
      const raw = fieldsOf(tensor, TENSOR.rawData)[0] as Uint8Array
      weights.set(new TextDecoder().decode(fieldsOf(tensor, TENSOR.name)[0] as Uint8Array), {
        dims: fieldsOf(tensor, TENSOR.dims) as number[],
        // A copy, because the file does not align its numbers.
        data: new Float32Array(Uint8Array.from(raw).buffer),
      })
    }
  }
  return weights
}

/** The bytes of every constant of an ONNX file by name, whatever their type. */
export function readOnnxTensors(file: string): Map<string, Uint8Array> {
  const tensors = fieldsOf(readFileSync(file), GRAPH).flatMap((graph) => fieldsOf(graph as Uint8Array, INITIALIZER))
  return new Map(
    tensors.map((tensor) => [
      new TextDecoder().decode(fieldsOf(tensor as Uint8Array, TENSOR.name)[0] as Uint8Array),
      fieldsOf(tensor as Uint8Array, TENSOR.rawData)[0] as Uint8Array,
    ]),
  )
}

/** All values of one field of a protobuf message: numbers, or bytes of strings and nested messages. */
function fieldsOf(message: Uint8Array, wanted: number): (number | Uint8Array)[] {
  const values: (number | Uint8Array)[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++] as number
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const wireType = tag % 8
    let value: number | Uint8Array
    if (wireType === 0) value = varint()
    else {
      const length = wireType === 1 ? 8 : wireType === 5 ? 4 : varint()
      value = message.subarray(at, at + length)
      at += length
    }
    if (tag >> 3 === wanted) values.push(value)
  }
  return values
}
