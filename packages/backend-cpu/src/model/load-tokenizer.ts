import type { PreTrainedTokenizer } from '@huggingface/transformers'
import type { PromptInput, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { Transformers } from './load-library.js'
import type { ResolvedModel } from './resolve-model.js'

export interface ModelTokenizer extends Tokenizer {
  /** Whether conversations are rendered by the model's own template, or, for want of one, as plain lines. */
  readonly hasChatTemplate: boolean
  /** Ids that end a sequence, from the tokenizer; generation settings may name more. */
  readonly eosTokenId: number | null
  /** The prompt as the model sees it: template applied, special tokens included. */
  renderPrompt(input: PromptInput): readonly number[]
  /** Like `decode`, without special tokens: what a reader is shown. */
  decodeVisible(ids: readonly number[]): string
}

/** The model's own tokenizer: the one that counts prompts and answers. */
export async function loadTokenizer(library: Transformers, model: ResolvedModel): Promise<ModelTokenizer> {
  library.env.allowRemoteModels = model.kind === 'hub'
  const tokenizer = await library.AutoTokenizer.from_pretrained(model.source, {
    local_files_only: model.kind !== 'hub',
  })
  const hasChatTemplate = Boolean((tokenizer as { chat_template?: unknown }).chat_template)

  return {
    name: model.name,
    hasChatTemplate,
    eosTokenId: typeof tokenizer.eos_token_id === 'number' ? tokenizer.eos_token_id : null,
    encode: (text) => encode(tokenizer, text, false),
    decode: (ids) => decode(tokenizer, ids, false),
    decodeVisible: (ids) => decode(tokenizer, ids, true),
    renderPrompt(input) {
      if (input.kind === 'tokens') return input.tokenIds
      if (input.kind === 'text') return encode(tokenizer, input.text, true)
      if (!hasChatTemplate) return encode(tokenizer, input.messages.map(({ content }) => content).join('\n'), true)
      const options = { add_generation_prompt: true, tokenize: false } as const
      // A template writes its special tokens itself.
      return encode(tokenizer, tokenizer.apply_chat_template(input.messages, options) as string, false)
    },
  }
}

function encode(tokenizer: PreTrainedTokenizer, text: string, addSpecialTokens: boolean): readonly number[] {
  return text === '' && !addSpecialTokens ? [] : tokenizer.encode(text, { add_special_tokens: addSpecialTokens })
}

function decode(tokenizer: PreTrainedTokenizer, ids: readonly number[], skipSpecialTokens: boolean): string {
  if (ids.length === 0) return ''
  const options = { skip_special_tokens: skipSpecialTokens, clean_up_tokenization_spaces: false }
  return tokenizer.decode([...ids], options)
}
