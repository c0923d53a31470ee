import type { EngineClient } from '@sagellm-benchmark/clients'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { defineTarget, type TargetDefinition, type TargetResources } from './define-target.js'

export type NativeTargetOptions = {
  /** How prompts are built to length for it. @default by estimate, which reports show */
  readonly resources?: TargetResources
  /** Largest memory that the engine is known to have used, MiB. @default not known */
  readonly peakMemoryMb?: () => number | null
}

/**
 * An engine that the caller reaches by a client of its own, in this process and without a network: for plans whose target
 * is `{ kind: 'native' }`. The caller made the client and closes it.
 *
 * @example await run(plan, { targets: [nativeTarget(myClient)] })
 */
export function nativeTarget(client: EngineClient, options: NativeTargetOptions = {}): TargetDefinition<'native'> {
  const { resources = {}, peakMemoryMb = () => null } = options
  return defineTarget({
    kind: 'native',
    description: 'an engine behind a client of the caller',
    async open({ target, workers }) {
      if (workers > 1)
        throw invalidArgument('workers', workers, 'a client of this process cannot be used by worker threads')
      return {
        plan: target,
        client,
        resources,
        flags: [],
        process: null,
        observe: null,
        peakMemoryMb,
        close: async () => {},
      }
    },
  })
}
