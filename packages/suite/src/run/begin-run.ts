import { join } from 'node:path'
import { collectEnvironment } from '@sagellm-benchmark/probes'
import { type EnvironmentManifest, environmentFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { runConfigText } from '@sagellm-benchmark/reporters'
import { type ResumeState, writeFileAtomic } from '@sagellm-benchmark/runner'
import { partsFile } from '@sagellm-benchmark/runner/output'
import { readJsonFile } from '../files/read-json-file.js'
import { secretsOf } from '../io.js'
import { commandText } from '../text/command-text.js'
import { version } from '../version.js'
import { clockOffsetsOf } from './clock-offsets-of.js'
import { beginPart, type RunPartsFile } from './run-parts.js'
import type { OpenRun, RunOptions } from './run-outcome.js'
import { withoutSecrets } from './without-secrets.js'

/** What a run is called and where it was made. */
export type BegunRun = {
  readonly runId: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly environment: EnvironmentManifest
  /** The processes that the run consists of, this one last. */
  readonly parts: RunPartsFile
}

type Beginning = {
  readonly resume: ResumeState | null
  readonly shiftMs: number
  readonly asked: NonNullable<RunOptions['asked']>
  /** Number of the run of its day, in the layout of the original. */
  readonly sequence: number | null
}

/** What `beginRun` writes. */
export const begunArtifacts = ['config.json', 'environment.json', partsFile] as const

/** Leaves config.json, environment.json and parts.json before the first request, so that a killed run can be resumed. */
export async function beginRun(
  { plan, target, folder, io }: OpenRun,
  { resume, shiftMs, asked, sequence }: Beginning,
): Promise<BegunRun> {
  const { clock } = io
  const { identity } = target.client
  const createdAt = new Date(clock.unixMs()).toISOString()
  const runId = `run-${createdAt.replace(/[-:]|\.\d+/g, '')}-${plan.seed}`
  const config = runConfigText({
    runId,
    createdAt,
    model: identity.model,
    plan: withoutSecrets(plan, secretsOf(io)),
    backend: plan.target.kind === 'cpu' ? 'cpu' : identity.engine,
    workload: asked.workload ?? plan.workloads.map(({ name }) => name).join(','),
    modelPath: plan.target.model,
    dataset: asked.dataset ?? 'default',
    numSamples: asked.numSamples ?? null,
    sequence,
    versions: { 'sagellm-benchmark': version },
  })
  const earlier = resume && (await earlierEnvironment(folder))
  if (!resume) await writeFileAtomic(join(folder, config.name), config.text)
  const parts = await beginPart({ folder, resume, earlier, createdAt, command: commandText(io) })

  const environment = await collectEnvironment({
    tool: { name: 'sagellm-benchmark', version },
    // Of the first part: a command that resumes says nothing of what is measured.
    commandLine: earlier?.commandLine ?? [...io.words],
    secrets: secretsOf(io),
    seed: plan.seed,
    clock,
    workingFolder: io.cwd,
    clockOffsetsMs: await clockOffsetsOf({ folder, clock, resume, shiftMs }),
  })
  await writeFileAtomic(
    join(folder, 'environment.json'),
    `${JSON.stringify(environmentFile.serialize(environment), null, 2)}\n`,
  )
  return { runId, createdAt, environment, parts }
}

/** Of the part before this one; `null` where it left none that can be read. */
async function earlierEnvironment(folder: string): Promise<EnvironmentManifest | null> {
  const path = join(folder, 'environment.json')
  return readJsonFile(path).then(
    (json) => environmentFile.parse(json, path),
    () => null,
  )
}
