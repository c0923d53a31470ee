import { invalidArgument, type RunPlan, TargetPlan } from '@sagellm-benchmark/protocol-types'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import { defineTarget, type PlanFor } from './define-target.js'
import { openEndpoint } from './open-endpoint.js'

/** The reference engine, started in this process and reached over the loopback address: its timings are simulated. */
export const simulated = defineTarget({
  kind: 'simulated',
  description: 'the reference engine in this process; every result says that it is simulated',

  async open(plan, io) {
    const { createReferenceEngine, SimulatorOptions, startEngineServer } = await import(
      '@sagellm-benchmark/reference-engine'
    )
    const { model, dialect, options } = plan.target
    const input = SimulatorOptions.safeParse({ seed: plan.seed, ...(model === null ? {} : { model }), ...options })
    if (!input.success) {
      const [issue] = input.error.issues
      const name = issue?.path.join('.') ?? ''
      throw invalidArgument(`target.options.${name}`, options[name], plainProblem(issue, options))
    }
    const engine = createReferenceEngine(input.data)
    const stop = async () => {
      await server?.close()
      await engine.close()
    }
    let server: Awaited<ReturnType<typeof startEngineServer>> | null = null
    try {
      server = await startEngineServer({ engine, port: 0, host: '127.0.0.1', dialect, logSink: () => {} })
      const opened = await openEndpoint(servedAt(`${server.url}/v1`, plan), io)
      return {
        ...opened,
        plan: plan.target,
        flags: [...opened.flags, 'simulated'],
        async close() {
          await opened.close()
          await stop()
        },
      }
    } catch (error) {
      await stop()
      throw error
    }
  },
})

function servedAt(url: string, plan: PlanFor<'simulated'>): RunPlan & PlanFor<'endpoint'> {
  const { label, dialect, api } = plan.target
  const target = TargetPlan.parse({ kind: 'endpoint', label, url, dialect, api })
  return { ...plan, target: target as PlanFor<'endpoint'>['target'] }
}
