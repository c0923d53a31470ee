import { z } from 'zod'

const length = z.int().positive().nullish()

/** One served model. The context length is told as `max_model_len` (vLLM, SGLang) or `meta.n_ctx` (llama.cpp), or not at all. */
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
