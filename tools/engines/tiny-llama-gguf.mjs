import { writeGguf } from './gguf.mjs'
import { chatTemplate, shape, specialTokens, tinyVocabulary, tinyWeights } from './tiny-llama.mjs'

/** Writes the tiny Llama for llama.cpp. */
export function writeTinyLlamaGguf(path) {
  const { symbols, merges } = tinyVocabulary()
  const tokens = [...symbols, ...specialTokens]
  const { width, layers, heads, feedForward, context, epsilon } = shape
  writeGguf(path, {
    fields: [
      ['general.architecture', 'string', 'llama'],
      ['general.name', 'string', 'tiny Llama with random weights'],
      ['llama.context_length', 'u32', context],
      ['llama.embedding_length', 'u32', width],
      ['llama.block_count', 'u32', layers],
      ['llama.feed_forward_length', 'u32', feedForward],
      ['llama.attention.head_count', 'u32', heads],
      ['llama.attention.head_count_kv', 'u32', heads],
      ['llama.attention.layer_norm_rms_epsilon', 'f32', epsilon],
      ['llama.rope.dimension_count', 'u32', width / heads],
      ['llama.vocab_size', 'u32', tokens.length],
      ['tokenizer.ggml.model', 'string', 'gpt2'],
      ['tokenizer.ggml.pre', 'string', 'gpt-2'],
      ['tokenizer.ggml.tokens', 'strings', tokens],
      ['tokenizer.ggml.token_type', 'i32s', tokens.map((_, id) => (id < symbols.length ? NORMAL : CONTROL))],
      ['tokenizer.ggml.merges', 'strings', merges.map((pair) => pair.join(' '))],
      ['tokenizer.ggml.bos_token_id', 'u32', symbols.length],
      ['tokenizer.ggml.eos_token_id', 'u32', symbols.length],
      ['tokenizer.ggml.add_bos_token', 'bool', false],
      ['tokenizer.chat_template', 'string', chatTemplate],
    ],
    tensors: tinyWeights(tokens).map(({ name, rows, columns, values }) => ({
      name: ggufName(name),
      dimensions: rows === 1 ? [columns] : [columns, rows],
      values: /\.[qk]_proj\./.test(name) ? () => interleaved(values(), { rows, columns }) : values,
    })),
  })
}

const NORMAL = 1
const CONTROL = 3

const NAMES = {
  'model.embed_tokens': 'token_embd',
  'model.norm': 'output_norm',
  lm_head: 'output',
  input_layernorm: 'attn_norm',
  post_attention_layernorm: 'ffn_norm',
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
}

function ggufName(name) {
  const [, layer, part] = /^(?:model\.layers\.(\d+)\.)?(.+)\.weight$/.exec(name)
  return `${layer === undefined ? '' : `blk.${layer}.`}${NAMES[part]}.weight`
}

/** llama.cpp rotates neighbouring pairs of a head, Hugging Face its two halves: the same model with its rows in another order. */
function interleaved(values, { rows, columns }) {
  const size = shape.width / shape.heads
  const ordered = new Float32Array(values.length)
  for (let row = 0; row < rows; row += 1) {
    const within = row % size
    const from = row - within + (within % 2) * (size / 2) + Math.floor(within / 2)
    ordered.set(values.subarray(from * columns, (from + 1) * columns), row * columns)
  }
  return ordered
}
