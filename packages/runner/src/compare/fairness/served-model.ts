import { defineFairnessCheck } from './define-fairness-check.js'

export const servedModel = defineFairnessCheck({
  subject: 'served model',
  check(captures) {
    const models = captures.map(({ model }) => (model === null ? null : modelName(model)))
    const texts = captures.map(({ label, model }) => `${label}: ${model ?? 'not known'}`).join('; ')
    if (new Set(models.filter((each) => each !== null)).size > 1) return { result: 'differs', evidence: texts }
    return models.includes(null)
      ? { result: 'unknown', evidence: texts }
      : { result: 'same', evidence: captures[0]?.model ?? '' }
  },
})

/** One engine serves `Qwen/Qwen2.5-0.5B-Instruct`, another the same model under the folder it was loaded from. */
export function modelName(model: string): string {
  return (model.replace(/\/+$/, '').split('/').at(-1) as string).toLowerCase()
}
