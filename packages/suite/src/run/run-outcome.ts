import type { ContractVersion } from '@sagellm-benchmark/metrics/verdicts'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { BenchmarkSummary, CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RunHeader, WorkloadResult } from '@sagellm-benchmark/reporters'
import type { ExportLayout } from '@sagellm-benchmark/reporters/export'
import type { ResumeState, RunPlanOptions } from '@sagellm-benchmark/runner'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import type { Trace } from '@sagellm-benchmark/workloads/traces'
import type { ResolvedIo, SuiteIo } from '../io.js'
import type { ShardsOptions } from '../shards/with-shards.js'
import type { PlotRequest } from '../report/plot-request.js'
import type { SessionFiles } from '../files/planned-sessions.js'
import type { OpenTarget } from '../targets/define-target.js'

/** Tools whose result files can be written too; or a layout made with `defineExportLayout`. */
export type ExportTool = 'vllm' | 'sglang' | 'aiperf' | 'guidellm' | ExportLayout

export type RunOptions = SuiteIo & {
  /** Folder for the artifacts; an earlier run in it is kept beside. @default ./benchmark_results */
  readonly output?: string
  /** `original`: the numbered folder that the Python original would choose below `outputs`, in place of `output`. @default folder */
  readonly layout?: 'folder' | 'original'
  /** Continues the interrupted run in `output`; see `resumePlan` of the runner. @default null */
  readonly resume?: ResumeState | null
  /** Also writes the result in another tool's format. @default [] */
  readonly export?: readonly ExportTool[]
  /** Also writes report.html. @default false */
  readonly html?: boolean
  /** Colours of report.html. @default those of its reader's system */
  readonly theme?: 'light' | 'dark' | undefined
  /** Holds every workload against the performance contract of a year, in its metrics file and in the reports. @default null */
  readonly contract?: ContractVersion | null
  /** Also draws the plots. @default null */
  readonly plots?: PlotRequest | null
  /** Serves a page that shows the run while it goes on, and gets its address. @default none */
  readonly onLiveView?: ((url: string) => void) | null
  /** Made for each workload when its load begins: may end it early. @default none */
  readonly watch?: RunPlanOptions['watch']
  /** Traces that the plan names and that were read already, by the key of `plannedTraces`. @default none */
  readonly traces?: ReadonlyMap<string, Trace>
  /** The other processes that share the load, where this one is shard 0 of several; they call `joinRun`. @default none */
  readonly shards?: ShardsOptions | null
  /** Shards that came together for several runs, of which this is one; they call `joinSweep`. @default none */
  readonly rendezvous?: Rendezvous | null
  /** What was asked for in the words of the user, for config.json. @default what the plan says */
  readonly asked?: { readonly workload?: string; readonly dataset?: string; readonly numSamples?: number | null }
}

/** A run as it was measured and written. */
export type RunOutcome = {
  readonly folder: string
  readonly header: RunHeader
  readonly summary: BenchmarkSummary
  /** In the order of the plan. */
  readonly workloads: readonly WorkloadResult[]
  /** Paths of the plots that were drawn. */
  readonly plots: readonly string[]
  /** Why an export, the page or a plot could not be made; the results are complete without it. `null`: all of them were made. */
  readonly unmade: Error | null
  /** How far the client of this machine is known to be right; `null` where it was not measured or has no network. */
  readonly calibration: CalibrationFile | null
  /** Whether there was a network between client and engine. */
  readonly overNetwork: boolean
  /** It ended early, and `resume` can continue it. */
  readonly interrupted: boolean
  /** Numbers of the shards that were lost while they sent: there is a result, and no verdict. */
  readonly lostShards: readonly number[]
}

/** A run whose target and folder are open. */
export type OpenRun = {
  readonly plan: RunPlan
  readonly target: OpenTarget
  readonly folder: string
  readonly files: Readonly<Record<string, string>>
  readonly traces: ReadonlyMap<string, Trace>
  readonly sessionFiles: SessionFiles
  readonly io: ResolvedIo
}
