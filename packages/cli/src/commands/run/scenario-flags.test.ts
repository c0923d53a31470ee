import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { scenarios } from '@sagellm-benchmark/workloads/scenarios'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { core } from '../../command/core-schema.js'
import { checkFlags } from '../../command/flag-rules.js'
import { planFromOptions } from './plan-from-options.js'
import { runFlagRules } from './run-flag-rules.js'
import { RunOptions } from './run-options.js'

const endpoint = { backendUrl: 'http://127.0.0.1:9/v1', seed: 1 }
const flags = Object.keys(RunOptions.shape) as (keyof RunOptions)[]

/** Values of a flag that differ from its default, of the kinds that texts of these flags have. */
function valuesOf(schema: z.ZodType): unknown[] {
  const base = core(schema)
  if (base instanceof z.ZodBoolean) return [!schema.safeParse(undefined).data]
  if (base instanceof z.ZodEnum) return base.options
  if (base instanceof z.ZodArray) return valuesOf(base.element as z.ZodType).map((value) => [value])
  if (base instanceof z.ZodLiteral) return [...base.values]
  if (base instanceof z.ZodUnion) return (base.options as z.ZodType[]).flatMap(valuesOf)
  const all = base instanceof z.ZodNumber ? [3, 0.5, 1, 300] : ['2', 'Q3', 'a=1', '{"a":1}', 'day,mean-rps=2', 'x']
  return all.filter((value) => schema.safeParse(value).success)
}

/** What makes the load of a run: everything but where it goes and how its result is judged and kept. */
function loadOf({ workloads, warmup, stop, retries, rounds, target }: RunPlan): unknown {
  const { durationSeconds, byRequests, drain } = stop
  const body = 'extraBody' in target ? target.extraBody : {}
  return { workloads, warmup, durationSeconds, byRequests, drain, retries, body, rounds }
}

function plan(given: Record<string, unknown>): RunPlan {
  const options = RunOptions.parse(given)
  checkFlags(runFlagRules, { options, given, command: 'run' })
  return planFromOptions(options, { trace: null, workloadFile: null })
}

/** Flags that say how often the same load is sent. */
const rounds: readonly string[] = ['repeat', 'untilPrecise', 'maxMinutes', 'preciseMetric']

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  'the scenario %s',
  (name, { workloads }) => {
    const base = { ...endpoint, scenario: name }

    test('is sent as its file says', () => {
      expect(plan(base).workloads).toEqual(workloads)
    })

    test.each(flags.filter((flag) => !Object.hasOwn(base, flag)))('with %s is the same load, or is refused', (flag) => {
      let tried = 0
      for (const value of valuesOf(RunOptions.shape[flag] as z.ZodType)) {
        tried += 1
        let changed: RunPlan
        try {
          changed = plan({ ...base, [flag]: value })
        } catch (error) {
          expect((error as { code?: string }).code).toBe('invalid_argument')
          continue
        }
        const [own, asked] = [loadOf(plan(base)), loadOf(changed)] as { rounds: number }[]
        if (rounds.includes(flag)) (asked as { rounds: number }).rounds = (own as { rounds: number }).rounds
        expect(asked).toEqual(own)
      }
      expect(tried).toBeGreaterThan(0)
    })
  },
)

test.each([
  'prefixes',
  'prefixHitRate',
  'suffixTokens',
  'extraBody',
  'turns',
  'growthTokens',
  'dataset',
  'datasetRepeat',
])('%s is refused beside a scenario by name', (flag) => {
  const schema = RunOptions.shape[flag as keyof RunOptions] as z.ZodType
  expect(() => plan({ ...endpoint, scenario: 'rag', [flag]: valuesOf(schema)[0] })).toThrow(
    /works only without --scenario, whose plan is fixed/,
  )
})
