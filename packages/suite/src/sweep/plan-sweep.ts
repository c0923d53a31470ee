import { invalidArgument, RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import type { PlannedPoint, PointSettings, SweepPlan } from '@sagellm-benchmark/protocol-types/sweeps'
import { checkedInput } from '../plan/checked-input.js'

/** A load that a sweep measures: what tells it from the others, and its whole plan, of one workload. */
export type PointInput = { readonly settings: PointSettings; readonly plan: RunPlanInput }

export type SweepInput = {
  readonly points: readonly PointInput[]
  /** Seed of the order. @default 0 */
  readonly seed?: number
  /** How often the middle point is measured: at the beginning, at the end, and evenly between; 0 or 1: as any other. @default 3 */
  readonly anchors?: number
  /** Constant rates between the throughputs of the first two points, which are measured in their order. @default 0 */
  readonly ratesBetween?: number
  /** By which throughput is divided. @default null */
  readonly gpus?: number | null
}

/**
 * A sweep with its points in a random order that the seed fixes, so that a machine that warms up or a neighbour that comes meanwhile does
 * not look like an effect of the load; the same point, measured again and again between them, shows such a change.
 *
 * @throws BenchError `invalid_argument` for no point, a point of several workloads, or a plan that cannot be measured.
 */
export function planSweep(input: SweepInput): SweepPlan {
  const { seed = 0, anchors = 3, ratesBetween = 0, gpus = null } = input
  if (input.points.length === 0) throw invalidArgument('points', 0, 'give at least one load')
  const points = input.points.map(({ settings, plan }) => {
    const checked = checkedInput(RunPlan, plan, { problem: 'a point cannot be measured', schemaName: 'RunPlan' })
    if (checked.workloads.length !== 1)
      throw invalidArgument('workloads', checked.workloads.length, 'a point of a sweep is one workload: name one')
    return { settings, plan: checked }
  })
  const ordered = ratesBetween > 0 ? points.map((each) => ({ ...each, anchor: false })) : inOrder(points, seed, anchors)
  return {
    ...({ schemaVersion: 1, kind: 'sweep_plan', seed, gpus, ratesBetween } as const),
    points: ordered.map((each, at) => plannedPoint(each, at)),
  }
}

type Checked = { readonly settings: PointSettings; readonly plan: RunPlan }

/**
 * A point with its folder, and with prompts of its own: a server that has seen those of another point would answer from its cache.
 *
 * @param at - its place in the sweep, from 0.
 */
export function plannedPoint({ settings, plan, anchor }: Checked & { anchor: boolean }, at: number): PlannedPoint {
  const name = Object.entries(settings).map(([key, value]) => `${key}-${value}`)
  const text = [...name, ...(anchor ? ['anchor'] : [])].join('_').replace(/[^A-Za-z0-9._-]/g, '-')
  const id = `${String(at + 1).padStart(2, '0')}_${text.slice(0, 80)}`
  return { id, settings, anchor, plan: { ...plan, seed: (plan.seed + at) % 2 ** 31 } }
}

function inOrder(points: readonly Checked[], seed: number, anchors: number): (Checked & { anchor: boolean })[] {
  const random = createRandom(seed)
  const plain = (list: readonly Checked[]) => list.map((each) => ({ ...each, anchor: false }))
  if (anchors < 2 || points.length < 2) return plain(random.shuffled(points))
  const middle = points[Math.floor((points.length - 1) / 2)] as Checked
  const others = random.shuffled(points.filter((each) => each !== middle))
  const anchor = { ...middle, anchor: true }
  const parts = Array.from({ length: anchors - 1 }, (_, at) => {
    const from = Math.round((others.length * at) / (anchors - 1))
    const to = Math.round((others.length * (at + 1)) / (anchors - 1))
    return [...plain(others.slice(from, to)), anchor]
  })
  return [anchor, ...parts.flat()]
}
