import { elementType, onnxGraph } from './onnx.mjs'

const { FLOAT, INT64 } = elementType

/**
 * GPT-2 with a key-value cache as an ONNX model, with the input and output names that Hugging Face exports use:
 * `input_ids`, `attention_mask`, `position_ids`, `num_logits_to_keep` (0 = all), `past_key_values.N.key/value` in;
 * `logits`, `present.N.key/value` out. Rows may be padded on the left; the mask then says where a row begins.
 *
 * @param precision - how the weights are stored: fp32, fp16, or int8 for all matrices. Everything is computed in fp32.
 */
export function gpt2Onnx(shape, weights, precision = 'fp32') {
  const { embedding, heads, layers, vocabulary, layerNormEpsilon } = shape
  const headSize = embedding / heads
  const graph = onnxGraph('tiny-gpt2')
  const add = graph.add
  for (const [name, { dims, data }] of Object.entries(weights)) {
    if (precision === 'fp16') graph.halves(name, dims, data)
    else if (precision === 'int8' && dims.length === 2) graph.bytes(name, dims, data)
    else graph.floats(name, dims, data)
  }

  const one = graph.ints('one', [1], [1])
  const scalarZero = graph.ints('scalar_zero', [], [0])
  const scalarOne = graph.ints('scalar_one', [], [1])
  const splitHeads = graph.ints('split_heads', [4], [0, 0, heads, headSize])
  const joinHeads = graph.ints('join_heads', [3], [0, 0, embedding])
  const end = graph.ints('end', [1], [Number.MAX_SAFE_INTEGER])
  const scale = graph.floats('scale', [], Float32Array.of(1 / Math.sqrt(headSize)))
  const hidden = graph.floats('hidden_score', [], Float32Array.of(-1e9))

  const ids = graph.input('input_ids', INT64, ['batch_size', 'sequence_length'])
  const mask = graph.input('attention_mask', INT64, ['batch_size', 'total_sequence_length'])
  const positions = graph.input('position_ids', INT64, ['batch_size', 'sequence_length'])
  const keep = graph.input('num_logits_to_keep', INT64, [])

  const norm = (value, name) =>
    add('LayerNormalization', [value, `${name}.weight`, `${name}.bias`], {
      axis: -1,
      epsilon: { float: layerNormEpsilon },
    })
  const linear = (value, name) => add('Add', [add('MatMul', [value, `${name}.weight`]), `${name}.bias`])
  const dimension = (value, axis) => add('Squeeze', [add('Shape', [value], { start: axis, end: axis + 1 })])

  // A query sees a key that is real (mask) and not later than itself (causal). Keys are the past and the new tokens.
  const keyCount = dimension(mask, 1)
  const keyAt = add('Range', [scalarZero, keyCount, scalarOne])
  const queryAt = add('Range', [add('Sub', [keyCount, dimension(ids, 1)]), keyCount, scalarOne])
  const causal = add('LessOrEqual', [keyAt, add('Unsqueeze', [queryAt, one])])
  const axes = graph.ints('mask_axes', [2], [1, 2])
  const real = add('Unsqueeze', [add('Cast', [mask], { to: 9 }), axes])
  const visible = add('And', [real, causal])

  let state = add('Add', [add('Gather', ['wte.weight', ids]), add('Gather', ['wpe.weight', positions])])

  for (let layer = 0; layer < layers; layer += 1) {
    const cache = ['batch_size', heads, 'past_sequence_length', headSize]
    const grown = ['batch_size', heads, 'total_sequence_length', headSize]
    const pastKey = graph.input(`past_key_values.${layer}.key`, FLOAT, cache)
    const pastValue = graph.input(`past_key_values.${layer}.value`, FLOAT, cache)

    const projected = linear(norm(state, `h.${layer}.ln_1`), `h.${layer}.attn.c_attn`)
    const [query, newKey, newValue] = add('Split', [projected], { axis: -1, num_outputs: 3 }, 3).map((part) =>
      add('Transpose', [add('Reshape', [part, splitHeads])], { perm: [0, 2, 1, 3] }),
    )
    const key = add('Concat', [pastKey, newKey], { axis: 2 })
    const value = add('Concat', [pastValue, newValue], { axis: 2 })
    graph.rename(key, `present.${layer}.key`)
    graph.rename(value, `present.${layer}.value`)
    graph.output(`present.${layer}.key`, FLOAT, grown)
    graph.output(`present.${layer}.value`, FLOAT, grown)

    const turnedKey = add('Transpose', [key], { perm: [0, 1, 3, 2] })
    const scores = add('Mul', [add('MatMul', [query, turnedKey]), scale])
    const shares = add('Softmax', [add('Where', [visible, scores, hidden])], { axis: -1 })
    const mixed = add('Transpose', [add('MatMul', [shares, value])], { perm: [0, 2, 1, 3] })
    const attended = linear(add('Reshape', [mixed, joinHeads]), `h.${layer}.attn.c_proj`)
    state = add('Add', [state, attended])

    const wide = linear(norm(state, `h.${layer}.ln_2`), `h.${layer}.mlp.c_fc`)
    const bent = add('Gelu', [wide], { approximate: 'tanh' })
    state = add('Add', [state, linear(bent, `h.${layer}.mlp.c_proj`)])
  }

  // A slice that starts at -0 is the whole: keeping 0 logits keeps all, as the exports' convention wants.
  const from = add('Unsqueeze', [add('Neg', [keep]), scalarZero])
  const kept = add('Slice', [state, from, end, one])
  const table = add('Transpose', ['wte.weight'], { perm: [1, 0] })
  graph.rename(add('MatMul', [norm(kept, 'ln_f'), table]), 'logits')
  graph.output('logits', FLOAT, ['batch_size', 'logits_length', vocabulary])
  return graph.toBytes()
}
