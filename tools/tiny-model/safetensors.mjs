/**
 * A safetensors file: the length of the header as a 64-bit number, the header as JSON, the data of every tensor.
 * Not shipped (the ONNX file holds the same numbers); written on request, to hold the model against other engines.
 */
export function safetensors(weights) {
  const header = { __metadata__: { format: 'pt' } }
  let offset = 0
  for (const [name, { dims, data }] of Object.entries(weights)) {
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const padding = (8 - (json.length % 8)) % 8
  const start = 8 + json.length + padding

  const file = new Uint8Array(start + offset).fill(0x20, 8 + json.length, start)
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length + padding), true)
  file.set(json, 8)
  for (const [name, { data }] of Object.entries(weights)) {
    file.set(new Uint8Array(data.buffer), start + header[name].data_offsets[0])
  }
  return file
}
