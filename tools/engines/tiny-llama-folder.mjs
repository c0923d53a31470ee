import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { safetensors } from '../tiny-model/safetensors.mjs'
import { chatTemplate, shape, specialTokens, tinyVocabulary, tinyWeights } from './tiny-llama.mjs'

/** Writes the tiny Llama as the folder that Hugging Face's libraries and vLLM load. */
export function writeTinyLlamaFolder(folder) {
  const { symbols, merges } = tinyVocabulary()
  const tokens = [...symbols, ...specialTokens]
  const end = symbols.length
  mkdirSync(folder, { recursive: true })
  const write = (name, value) => writeFileSync(join(folder, name), JSON.stringify(value))
  write('config.json', {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: tokens.length,
    hidden_size: shape.width,
    intermediate_size: shape.feedForward,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.heads,
    max_position_embeddings: shape.context,
    rms_norm_eps: shape.epsilon,
    rope_theta: 10_000,
    hidden_act: 'silu',
    tie_word_embeddings: false,
    bos_token_id: end,
    eos_token_id: end,
    torch_dtype: 'float32',
  })
  write('generation_config.json', { bos_token_id: end, eos_token_id: end, pad_token_id: end })
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true }
  write('tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, index) => ({
      ...{ id: end + index, content, special: true, normalized: false },
      ...{ single_word: false, lstrip: false, rstrip: false },
    })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      ...{ type: 'BPE', dropout: null, unk_token: null, fuse_unk: false, byte_fallback: false },
      ...{ continuing_subword_prefix: '', end_of_word_suffix: '' },
      vocab: Object.fromEntries(symbols.map((symbol, id) => [symbol, id])),
      merges: merges.map((pair) => pair.join(' ')),
    },
  })
  write('tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    clean_up_tokenization_spaces: false,
    model_max_length: shape.context,
    ...{ bos_token: '<|end|>', eos_token: '<|end|>', pad_token: '<|end|>' },
    chat_template: chatTemplate,
  })
  const weights = tinyWeights(tokens).map(({ name, rows, columns, values }) => [
    name,
    { dims: rows === 1 ? [columns] : [rows, columns], data: values() },
  ])
  writeFileSync(join(folder, 'model.safetensors'), safetensors(Object.fromEntries(weights)))
}
