const synonyms: Readonly<Record<string, string>> = {
  float32: 'fp32',
  float: 'fp32',
  f32: 'fp32',
  float16: 'fp16',
  half: 'fp16',
  f16: 'fp16',
  bfloat16: 'bf16',
  q8: 'int8',
  uint8: 'int8',
  q4: 'int4',
  q4f16: 'int4',
  bnb4: 'int4',
}

/**
 * One name for each precision, however engines and exports write it.
 *
 * @example precisionName('torch.float16') // 'fp16'
 */
export function precisionName(text: string): string {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^torch\./, '')
  return synonyms[name] ?? name
}
