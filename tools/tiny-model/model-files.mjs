import { readFileSync } from 'node:fs'
import { trainBpe } from './bpe.mjs'
import { gpt2Onnx } from './gpt2-graph.mjs'
import { safetensors } from './safetensors.mjs'
import { shape, specialTokens } from './shape.mjs'
import { randomWeights } from './weights.mjs'

const SEED = 20240611

/** Where a message begins and ends: one token each, so the template costs two tokens a message and one at the end. */
const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"

/**
 * Every file of the model folder, made from the corpus and the seed: path -> bytes.
 *
 * @param options.withSafetensors - also the weights as model.safetensors, for other engines.
 */
export function modelFiles({ withSafetensors = false } = {}) {
  const corpus = readFileSync(new URL('./corpus.txt', import.meta.url), 'utf8')
  const { symbols, merges } = trainBpe(corpus, shape.vocabulary - specialTokens.length)
  if (symbols.length + specialTokens.length !== shape.vocabulary) {
    throw new Error(`the corpus gives ${symbols.length} symbols, the shape wants ${shape.vocabulary}: write more text`)
  }
  const weights = randomWeights(shape, symbols, SEED)
  const parameters = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0)

  return {
    'config.json': json(config()),
    'generation_config.json': json({ bos_token_id: endOfText, eos_token_id: endOfText, pad_token_id: endOfText }),
    'tokenizer.json': json(tokenizer(symbols, merges)),
    'tokenizer_config.json': json(tokenizerConfig()),
    'onnx/model.onnx': gpt2Onnx(shape, weights),
    'onnx/model_fp16.onnx': gpt2Onnx(shape, weights, 'fp16'),
    'onnx/model_int8.onnx': gpt2Onnx(shape, weights, 'int8'),
    'MODEL_CARD.md': bytes(modelCard(parameters)),
    ...(withSafetensors ? { 'model.safetensors': safetensors(weights) } : {}),
  }
}

const endOfText = shape.vocabulary - specialTokens.length

const bytes = (text) => new TextEncoder().encode(text)
const json = (value) => bytes(`${JSON.stringify(value, null, 1)}\n`)

function config() {
  return {
    architectures: ['GPT2LMHeadModel'],
    model_type: 'gpt2',
    activation_function: 'gelu_new',
    vocab_size: shape.vocabulary,
    n_positions: shape.positions,
    n_ctx: shape.positions,
    n_embd: shape.embedding,
    n_layer: shape.layers,
    n_head: shape.heads,
    layer_norm_epsilon: shape.layerNormEpsilon,
    tie_word_embeddings: true,
    bos_token_id: endOfText,
    eos_token_id: endOfText,
    torch_dtype: 'float32',
  }
}

function tokenizer(symbols, merges) {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, at) => ({
      id: endOfText + at,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries([...symbols, ...specialTokens].map((symbol, id) => [symbol, id])),
      merges: merges.map((pair) => pair.join(' ')),
    },
  }
}

function tokenizerConfig() {
  return {
    tokenizer_class: 'GPT2Tokenizer',
    add_prefix_space: false,
    clean_up_tokenization_spaces: false,
    model_max_length: shape.positions,
    bos_token: '<|endoftext|>',
    eos_token: '<|endoftext|>',
    pad_token: '<|endoftext|>',
    padding_side: 'left',
    chat_template: CHAT_TEMPLATE,
  }
}

function modelCard(parameters) {
  return readFileSync(new URL('./model-card.md', import.meta.url), 'utf8')
    .replaceAll('{parameters}', parameters.toLocaleString('en-US'))
    .replaceAll('{vocabulary}', String(shape.vocabulary))
    .replaceAll('{positions}', String(shape.positions))
    .replaceAll('{embedding}', String(shape.embedding))
    .replaceAll('{heads}', String(shape.heads))
    .replaceAll('{layers}', String(shape.layers))
}
