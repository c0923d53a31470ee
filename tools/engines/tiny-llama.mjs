import { readFileSync } from 'node:fs'
import { trainBpe } from '../tiny-model/bpe.mjs'
import { seededRandom } from '../tiny-model/random.mjs'
import { writeGguf } from './gguf.mjs'

/** Large enough that a decode step takes milliseconds on a CPU, small enough to be made in seconds. */
const SHAPE = { vocabulary: 2_000, width: 512, layers: 8, heads: 8, feedForward: 1_536, context: 4_096 }

const CHAT_TEMPLATE =
  "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}" +
  "{% if add_generation_prompt %}<|assistant|>{% endif %}"

const SPECIAL = ['<|end|>', '<|system|>', '<|user|>', '<|assistant|>']

/** Writes a Llama with seeded random weights, a byte-level BPE of our own corpus, and a chat template. */
export function writeTinyLlama(path) {
  const corpus = readFileSync(new URL('../tiny-model/corpus.txt', import.meta.url), 'utf8')
  const { symbols, merges } = trainBpe(corpus, SHAPE.vocabulary)
  const tokens = [...symbols, ...SPECIAL]
  const { width, layers, heads, feedForward, context } = SHAPE
  const { normal } = seededRandom(20_251)
  const matrix = (name, inputs, outputs) => ({
    name,
    dimensions: [inputs, outputs],
    values: () => Float32Array.from({ length: inputs * outputs }, () => normal() / Math.sqrt(inputs)),
  })
  const ones = (name) => ({ name, dimensions: [width], values: () => new Float32Array(width).fill(1) })

  writeGguf(path, {
    fields: [
      ['general.architecture', 'string', 'llama'],
      ['general.name', 'string', 'tiny-llama with random weights'],
      ['llama.context_length', 'u32', context],
      ['llama.embedding_length', 'u32', width],
      ['llama.block_count', 'u32', layers],
      ['llama.feed_forward_length', 'u32', feedForward],
      ['llama.attention.head_count', 'u32', heads],
      ['llama.attention.head_count_kv', 'u32', heads],
      ['llama.attention.layer_norm_rms_epsilon', 'f32', 1e-5],
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
      ['tokenizer.chat_template', 'string', CHAT_TEMPLATE],
    ],
    tensors: [
      matrix('token_embd.weight', width, tokens.length),
      ...Array.from({ length: layers }, (_, layer) => `blk.${layer}`).flatMap((layer) => [
        ones(`${layer}.attn_norm.weight`),
        ...['q', 'k', 'v', 'output'].map((part) => matrix(`${layer}.attn_${part}.weight`, width, width)),
        ones(`${layer}.ffn_norm.weight`),
        matrix(`${layer}.ffn_gate.weight`, width, feedForward),
        matrix(`${layer}.ffn_up.weight`, width, feedForward),
        matrix(`${layer}.ffn_down.weight`, feedForward, width),
      ]),
      ones('output_norm.weight'),
      matrix('output.weight', width, tokens.length),
    ],
  })
}

const NORMAL = 1
const CONTROL = 3
