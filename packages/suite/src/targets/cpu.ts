import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { defineTarget } from './define-target.js'

/** Real inference in this process. */
export const cpu = defineTarget({
  kind: 'cpu',
  description: 'inference in this process on the CPU',

  async open({ target, workers }, { clock }) {
    if (workers > 1)
      throw invalidArgument('--workers', workers, 'the CPU backend runs in this program; workers are for endpoints')
    // The inference runtime is heavy: only a run that needs it loads it.
    const { createCpuClient, createCpuEngine } = await import('@sagellm-benchmark/backend-cpu')
    const timed = clock ? { clock } : {}
    const engine = await createCpuEngine({
      model: target.model,
      threads: target.threads,
      maxBatchSize: target.maxBatchSize,
      ...(target.dtype === null ? {} : { dtype: target.dtype }),
      ...timed,
    })
    return {
      plan: target,
      client: createCpuClient({ engine, label: target.label, ...timed }),
      resources: { tokenizer: engine.tokenizer, countPrompt: engine.countPrompt },
      flags: [],
      process: null,
      observe: null,
      peakMemoryMb: engine.peakMemoryMb,
      close: () => engine.close(),
    }
  },
})
