/** Text to token ids and back, as the engine under test does it. Ids never include special tokens that the text did not ask for. */
export interface Tokenizer {
  /** Where it comes from: a model id, a folder, an endpoint. Shown in every report that counts with it. */
  readonly name: string
  encode(text: string): readonly number[]
  decode(ids: readonly number[]): string
}
