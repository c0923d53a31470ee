import { join, resolve } from 'node:path'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { CaptureFile, ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { joinCoreTelemetry } from '@sagellm-benchmark/metrics/parity'
import type { CoreDecodeTelemetry } from '@sagellm-benchmark/protocol-types/canonical'
import { compareStarts } from '@sagellm-benchmark/runner/compare'
import { withRunFolder } from '@sagellm-benchmark/runner/output'
import { resolveIo } from '../io.js'
import type { ComparisonIo, ComparisonRequest } from './comparison-request.js'
import { type MeasuredComparison, measureComparison } from './measure-comparison.js'
import { refuseChangedModel, type ServedModel } from './changed-model.js'
import { comparisonArtifacts } from './comparison-files.js'
import { targetStems } from './target-stems.js'

export type StartsOptions = {
  readonly io: ComparisonIo
  /** 2 or more. */
  readonly restarts: number
  /** Called with the result of each start while its targets still run, to write it into the folder of the start. */
  readonly writeStart: (measured: MeasuredComparison) => Promise<unknown>
}

/**
 * Measures targets against each other several times, those that have a command stopped and started anew each time, in an order drawn from the
 * seed, with fresh prompts; and judges all starts together.
 *
 * @throws BenchError `invalid_argument` where no target has a command, `unavailable` where one serves another model in a later start, and as
 *   `measureComparison`.
 */
export async function measureStarts<Result>(
  request: ComparisonRequest,
  { io: given, restarts, writeStart }: StartsOptions,
  write: (measured: MeasuredComparison) => Promise<Result>,
): Promise<Result> {
  if (request.targets.every(({ command }) => command == null))
    throw invalidArgument('restarts', restarts, 'give at least one target a command that starts it (--target-command)')
  const io = resolveIo(given)
  const folder = resolve(io.cwd, given.folder)
  const labels = request.targets.map(({ target }) => target.label)
  const stems = targetStems(labels)
  const parts = Array.from({ length: restarts }, (_, at) => `start_${at + 1}`)
  return withRunFolder(folder, { artifacts: [...comparisonArtifacts(stems), ...parts], clock: io.clock }, async () => {
    const soFar = (done: readonly MeasuredComparison[]) =>
      unlessWhole(together(done, { request, folder, stems }), { done: done.length, restarts })
    const measured: MeasuredComparison[] = []
    for (const [start, part] of parts.entries()) {
      if (io.signal.aborted) break
      io.say(`start ${start + 1} of ${restarts}`)
      const own = { io: { ...given, folder: join(folder, part) } }
      measured.push(
        await measureComparison(ofStart(request, { start, restarts }), own, async (each) => {
          await writeStart(each)
          return each
        }),
      )
      refuseChangedModel(measured.map(servedIn))
      // A comparison that is killed leaves what its starts so far say together.
      if (start + 1 < restarts) await write(soFar(measured))
    }
    return write(soFar(measured))
  })
}

/** The comparison of some starts says that it is none of all. */
function unlessWhole(
  measured: MeasuredComparison,
  { done, restarts }: { readonly done: number; readonly restarts: number },
): MeasuredComparison {
  if (done === restarts) return measured
  const { comparison } = measured.result
  const notice = `Only ${done} of ${restarts} starts were measured: the comparison was not finished.`
  return {
    ...measured,
    result: {
      ...measured.result,
      interrupted: true,
      comparison: comparison && { ...comparison, notices: [notice, ...comparison.notices] },
    },
  }
}

function servedIn({ result }: MeasuredComparison): ServedModel[] {
  return result.targets.map(({ target, file }) => ({
    label: target.endpoint.label,
    model: file.capture?.model ?? null,
  }))
}

/** Rounds of a whole comparison where the plan does not say how many. */
const USUAL_ROUNDS = 24

function ofStart(
  request: ComparisonRequest,
  { start, restarts }: { start: number; restarts: number },
): ComparisonRequest {
  const { plan } = request
  const rounds = Math.max(1, Math.ceil((plan.rounds === 'auto' ? USUAL_ROUNDS : plan.rounds) / restarts))
  const own: ComparisonPlan = {
    ...plan,
    rounds,
    maxMinutes: plan.maxMinutes / restarts,
    seed: start === 0 ? plan.seed : deriveSeed(plan.seed, 'start', start),
    ...(plan.textSeed == null || start === 0 ? {} : { textSeed: deriveSeed(plan.textSeed, 'start', start) }),
  }
  const order = createRandom(deriveSeed(plan.seed, 'order of starts', start))
  return { ...request, plan: own, targets: order.shuffled(request.targets) }
}

type Place = { readonly request: ComparisonRequest; readonly folder: string; readonly stems: readonly string[] }

function together(measured: readonly MeasuredComparison[], { request, folder, stems }: Place): MeasuredComparison {
  const [first] = measured as [MeasuredComparison, ...MeasuredComparison[]]
  const byLabel = measured.map(
    ({ result }) => new Map(result.targets.map((each) => [each.target.endpoint.label, each])),
  )
  const targets = request.targets.flatMap(({ target }) => byLabel[0]?.get(target.label) ?? [])
  const starts = byLabel.map((own) =>
    request.targets.flatMap(({ target }): CaptureFile[] => {
      const file = own.get(target.label)?.file
      return file ? [file] : []
    }),
  )
  const plan = { ...(starts[0]?.[0]?.capture?.plan ?? request.plan), seed: request.plan.seed }
  const { comparison, files } = compareStarts(starts, { plan })
  const reused = [...new Set(measured.flatMap((each) => each.reused))]
  const again = reused.map((url) => `${url} was there already: it was measured again, and not started anew.`)
  const opened = first.result.comparison
  return {
    ...first,
    folder,
    stems,
    reused,
    coreTelemetry: stepsOfStarts(measured, request),
    result: {
      targets: targets.map((each, at) => ({ ...each, file: files[at] as CaptureFile })),
      interrupted: measured.some(({ result }) => result.interrupted),
      lostShards: [],
      comparison: comparison && {
        ...comparison,
        flags: [...new Set([...comparison.flags, ...(opened?.flags ?? [])])],
        targets: comparison.targets.map((each) => ({
          ...each,
          flags: [
            ...new Set([...each.flags, ...(opened?.targets.find(({ label }) => label === each.label)?.flags ?? [])]),
          ],
        })),
        notices: [...new Set([...again, ...comparison.notices, ...(opened?.notices ?? [])])],
      },
    },
  }
}

function stepsOfStarts(measured: readonly MeasuredComparison[], request: ComparisonRequest) {
  return new Map(
    request.targets.flatMap(({ target: { label } }) => {
      const [first, ...others] = measured.flatMap(({ coreTelemetry }) => coreTelemetry.get(label) ?? [])
      return first ? [[label, joinCoreTelemetry([first, ...others])] as [string, CoreDecodeTelemetry]] : []
    }),
  )
}
