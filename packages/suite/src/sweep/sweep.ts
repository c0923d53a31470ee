import { join, resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import {
  type SweepFile,
  type SweepPlan,
  type SweepPoint,
  sweepPlanFile,
} from '@sagellm-benchmark/protocol-types/sweeps'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import { withRunFolder } from '@sagellm-benchmark/runner/output'
import { readJsonFile } from '../files/read-json-file.js'
import { resolveIo, secretsOf, type SuiteIo } from '../io.js'
import { withoutSecrets } from '../run/without-secrets.js'
import { type ShardsOptions, withShards } from '../shards/with-shards.js'
import { sharedSweepHash } from './join-sweep.js'
import { createPointsMeter } from './measure-points.js'
import { planSweep, type SweepInput } from './plan-sweep.js'
import { keptPoints, pointsFile } from './point-journal.js'
import { ratesBetween } from './rates-between.js'
import { sweepArtifacts, writeSweep } from './write-sweep.js'

/** The plan of a sweep in its folder. */
export const planFile = 'sweep_plan.json'

export type SweepOptions = SuiteIo & {
  /** Folder of the sweep; each point has one below it. @default ./sweep_results */
  readonly output?: string
  /** Also writes report.html. @default false */
  readonly html?: boolean
  /** Called with each point, once it is on disk. @default nothing */
  readonly onPoint?: (point: SweepPoint) => void
  /** The other processes that share each load, where this one is shard 0 of several; they call `joinSweep`. @default none */
  readonly shards?: ShardsOptions | null
}

export type SweepOutcome = {
  readonly folder: string
  readonly sweep: SweepFile
  /** It ended early, and `resumeSweep` goes on with it. */
  readonly interrupted: boolean
}

/**
 * Measures several loads of one target, in a random order, and says what follows from them together: frontier, knee, drift.
 *
 * @throws BenchError `invalid_argument` as `planSweep`; as `run` where a target cannot be opened: points before that are kept.
 * @example
 * const points = [1, 2, 4].map((concurrency) => ({ settings: { concurrency }, plan: planFor(concurrency) }))
 * const { sweep } = await sweep({ points }, { output: './sweep_results' })
 */
export async function sweep(input: SweepInput, options: SweepOptions = {}): Promise<SweepOutcome> {
  const { shards = null } = options
  const plan = planSweep(input)
  const [first] = plan.points as [SweepPlan['points'][number]]
  const shared = { plan: first.plan, planHash: sharedSweepHash(plan), io: resolveIo(options) }
  return withShards(shards, shared, (rendezvous) => measureSweep(plan, { ...options, resume: false, rendezvous }))
}

/**
 * Goes on with a sweep that was cut off: finished points are kept, the one that was being measured is measured anew. A plan that held a
 * secret in an address or a body cannot be resumed, because secrets are not written.
 *
 * @throws BenchError `not_found` or `corrupt_data` for a folder without the plan of a sweep.
 */
export async function resumeSweep(folder: string, options: SweepOptions = {}): Promise<SweepOutcome> {
  const { cwd } = resolveIo(options)
  const path = join(resolve(cwd, folder), planFile)
  const plan = sweepPlanFile.parse(await readJsonFile(path), path)
  return measureSweep(plan, { ...options, output: folder, resume: true, rendezvous: null })
}

async function measureSweep(
  plan: SweepPlan,
  options: SweepOptions & { readonly resume: boolean; readonly rendezvous: Rendezvous | null },
): Promise<SweepOutcome> {
  const io = resolveIo(options)
  const { html = false, onPoint = () => {}, resume, rendezvous } = options
  const folder = resolve(io.cwd, options.output ?? './sweep_results')
  const artifacts = [...sweepArtifacts, planFile, pointsFile]
  return withRunFolder(folder, { artifacts, resume, clock: io.clock }, async () => {
    const known = resume ? await keptPoints(folder) : []
    if (!resume) await begin(folder, { plan, secrets: secretsOf(io) })
    const meter = createPointsMeter(folder, { io, known, onPoint, rendezvous })
    const planned = [...plan.points]
    let interrupted = false
    for (let at = 0; at < planned.length && !interrupted; at += 1) {
      if ((await meter.measure(planned[at] as SweepPlan['points'][number])) === null) interrupted = true
      // The rates between the first two points are not known before these are.
      else if (at === 1 && plan.ratesBetween > 0) planned.push(...ratesBetween(plan, meter.points))
    }
    if (meter.points.length === 0)
      throw new BenchError('cancelled', 'no point of the sweep was measured', {
        hint: `it was interrupted before its first point ended; ${resume ? '--resume goes on with it' : 'start it again'}`,
      })
    const missing = plan.ratesBetween > 0 && planned.length === plan.points.length ? plan.ratesBetween : 0
    const { points } = meter
    const sweep = await writeSweep(folder, { plan, planned: planned.length + missing, points, io, html })
    return { folder, sweep, interrupted }
  })
}

/** The journal is made with the plan, so that it is noted as a file of this sweep, and makes room for the next one. */
async function begin(
  folder: string,
  { plan, secrets }: { readonly plan: SweepPlan; readonly secrets: readonly string[] },
): Promise<void> {
  const kept = { ...plan, points: plan.points.map((each) => ({ ...each, plan: withoutSecrets(each.plan, secrets) })) }
  await writeFileAtomic(join(folder, planFile), `${JSON.stringify(sweepPlanFile.serialize(kept), null, 2)}\n`)
  await writeFileAtomic(join(folder, pointsFile), '')
}
