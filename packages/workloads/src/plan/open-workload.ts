import type { PlannedRequest, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { type GenerationRequest, hasChatTemplate } from '@sagellm-benchmark/protocol-types/engine'
import { openingTag, workloadNumbers } from './opening-tag.js'
import type { Counting } from '../sources/counting.js'
import { promptSourceOf } from '../sources/prompt-sources.js'
import type { DrawnPrompt, OpenSource } from '../sources/prompt-source.js'
import { promptCounter } from '../tokens/prompt-counter.js'
import { drawnCancellation } from './drawn-cancellation.js'
import { drawnLengths } from './drawn-lengths.js'
import { type DueRequest, warmupCount, workloadOf } from './due-requests.js'
import { fileLookup, type PlanResources, traceLookup } from './plan-resources.js'
import { requestIdOf } from './request-id.js'
import { requestMix } from './request-mix.js'
import { createSharedPrefix } from './shared-prefix.js'

/** One workload, ready to write its requests. */
export type Draftsman = {
  /** To be done before the first request. @throws BenchError where a source cannot give what the plan wants. */
  prepare(): Counting<void>
  plan(due: DueRequest): Counting<PlannedRequest>
  readonly count: ReturnType<typeof promptCounter>['count']
}

/** Opens the prompt source of one workload. @throws BenchError as `planRequests`. */
export function openWorkload(plan: RunPlan, name: string, resources: PlanResources): Draftsman {
  const workload = workloadOf(plan, name)
  const counter = promptCounter(resources)
  const numbers = workloadNumbers(plan.workloads.map((each) => each.name))
  const form = resources.form ?? formOf(plan)
  // A prompt that goes as text has no template that could come on top.
  const basis = counter.basis === 'target_tokenizer' && form === 'text' ? 'target_prompt' : counter.basis
  const warmup = warmupCount(plan, workload, resources)
  const textSeed = plan.textSeed ?? plan.seed
  const prefixOf = createSharedPrefix({ workload, seed: textSeed })
  const mix = requestMix(workload)
  const sources = new Map(
    mix.parts.map((part) => {
      const { source, sourceOptions } = part.workload
      const opened = promptSourceOf(source, resources.sources).open(sourceOptions, {
        workload: part.workload,
        seed: plan.seed,
        textSeed,
        form,
        tokenizer: resources.tokenizer ?? null,
        fileText: fileLookup(resources.files),
        traceOf: traceLookup(resources.traces),
        requestsPlanned: plan.stop.byRequests ? warmup + plan.rounds * workload.requests : 0,
        ordinalOf: ({ phase, round, index }) =>
          phase === 'warmup' ? index : warmup + round * workload.requests + index,
      })
      return [part, opened] as const
    }),
  )

  return {
    count: counter.count,
    *prepare() {
      for (const source of sources.values()) if (source.prepare) yield* source.prepare()
    },
    *plan({ phase, round, index, dueAtMs }) {
      const place = { workload: name, phase, round, index }
      const seed = deriveSeed(plan.seed, 'prompt', name, phase, round, index)
      const tag = openingTag({ seed: textSeed, workloadNumber: numbers.get(name) ?? 0, ...place })
      const prefix = yield* prefixOf({ phase, round })
      const part = mix.partOf({ index }, seed)
      const lengths = drawnLengths(part.workload, seed)
      const drawn = yield* (sources.get(part) as OpenSource).draw({
        phase,
        round,
        index,
        promptTokens: lengths.promptTokens,
        language: languageOf(part.workload, index + round),
        opening: `${prefix}${tag}: `,
        random: createRandom(deriveSeed(textSeed, 'prompt', name, phase, round, index)),
      })
      return {
        requestId: requestIdOf(place),
        ...place,
        dueAtMs,
        request: requestOf(part.workload, { ...drawn, outputTokens: drawn.outputTokens ?? lengths.outputTokens }, seed),
        requestedPromptTokens: drawn.requestedTokens ?? (drawn.asFound ? null : lengths.promptTokens),
        intendedPromptTokens: basis === 'estimate' || drawn.tokens < 1 ? null : drawn.tokens,
        promptLengthBasis: basis,
        ...(part.name === null ? {} : { part: part.name }),
        ...(workload.cancel ? { cancel: drawnCancellation(workload, { phase, seed }) } : {}),
      }
    },
  }
}

/** What an engine is asked for with a prompt. */
export function requestOf(
  workload: WorkloadPlan,
  drawn: Pick<DrawnPrompt, 'input' | 'outputTokens' | 'extraBody'>,
  seed: number,
): GenerationRequest {
  const { temperature, topP, topK, ignoreEos, stream } = workload.sampling
  return {
    input: drawn.input,
    maxTokens: drawn.outputTokens ?? workload.outputTokens,
    ignoreEos,
    temperature,
    topP,
    topK,
    // Greedy needs none, and a field less is a field that no engine can reject.
    seed: temperature > 0 ? seed % 0x7fff_ffff : null,
    stop: [],
    choices: 1,
    stream,
    extraBody: drawn.extraBody ? { ...workload.extraBody, ...drawn.extraBody } : workload.extraBody,
  }
}

function languageOf({ language }: WorkloadPlan, turn: number): 'en' | 'zh' {
  if (language !== 'mixed') return language
  // By turns rather than by chance: three requests could all be in one language.
  return turn % 2 === 0 ? 'en' : 'zh'
}

/** Messages for chat endpoints, one text for all others. */
export function formOf(plan: RunPlan): 'messages' | 'text' {
  return hasChatTemplate(plan.target) ? 'messages' : 'text'
}
