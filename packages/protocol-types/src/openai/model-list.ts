import { z } from 'zod'

const length = z.int().positive().nullish()

/** One served model. The context length stands in `max_model_len` (vLLM, SGLang) or `meta.n_ctx` (llama.cpp), or not at all. */
export const ModelCard = z.looseObject({
  id: z.string().min(1),
  object: z.string().nullish(),
  owned_by: z.string().nullish(),
  max_model_len: length.catch(null),
  meta: z
    .looseObject({ n_ctx: length.catch(null), n_ctx_train: length.catch(null) })
    .nullish()
    .catch(null),
})
export type ModelCard = z.infer<typeof ModelCard>

/** Answer of `GET /v1/models`. */
export const ModelList = z.looseObject({ data: z.array(ModelCard) })
export type ModelList = z.infer<typeof ModelList>

/**
 * The models of a list in any of the forms that servers send: OpenAI's, a bare array, under `models`, and ids without a card
 * around them. What is no model is passed over, and one that is listed again.
 *
 * @returns `null` for what is no list.
 * @example readModelList(['a', { id: 'b' }])?.map(({ id }) => id) // ['a', 'b']
 */
export function readModelList(json: unknown): ModelCard[] | null {
  const fields = typeof json === 'object' && json !== null ? (json as { data?: unknown; models?: unknown }) : {}
  const list = [json, fields.data, fields.models].find((each) => Array.isArray(each)) as unknown[] | undefined
  if (!list) return null
  const seen = new Set<string>()
  return list.flatMap((each) => {
    const card = ModelCard.safeParse(typeof each === 'string' ? { id: each } : withId(each))
    if (!card.success || card.data.id.length > LONGEST_ID || seen.has(card.data.id)) return []
    seen.add(card.data.id)
    return [card.data]
  })
}

/** Characters: what is longer names no model, and would stand in every table and file name. */
const LONGEST_ID = 1024

/** Ollama's own list calls the id `model` or `name`. */
function withId(card: unknown): unknown {
  if (typeof card !== 'object' || card === null || 'id' in card) return card
  const { model, name } = card as { model?: unknown; name?: unknown }
  return { ...card, id: model ?? name }
}
