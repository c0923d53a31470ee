import { defineFault } from './define-fault.js'

type Chunk = { readonly delta?: Readonly<Record<string, unknown>> }

export const hideReasoning = defineFault({
  name: 'hide-reasoning',
  description: 'leaves chunks of reasoning out; the usage counts their tokens all the same',
  streamOnly: true,
  argument: null,
  create: () => ({
    event(event) {
      const [choice] = (event.json?.choices ?? []) as Chunk[]
      const { reasoning, reasoning_content: content } = choice?.delta ?? {}
      return event.kind === 'content' && (reasoning || content) ? [] : [event]
    },
  }),
})
