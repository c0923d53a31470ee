import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  captureFile,
  type ComparisonFile,
  comparisonFile,
  ComparisonPlan,
} from '@sagellm-benchmark/protocol-types/comparison'
import { writeChecksums } from '../output/checksums.js'
import { convergenceFiles } from '../convergence/convergence-files.js'
import { convergenceObserver } from '../convergence/convergence-observer.js'
import { runComparison } from '../compare/run-comparison.js'
import { openJournal } from '../journal/open-journal.js'
import { readJournal } from '../journal/read-journal.js'
import { noMonitor } from './run-on-virtual-clock.js'
import { startWatchedTarget, type WatchedTarget, type WatchedTargetOptions } from './start-watched-target.js'

const plan = ComparisonPlan.parse({
  scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 16, outputTokens: 8 }],
  batchSizes: [1, 2],
  rounds: 6,
  seed: 1,
})

/** A line for each claim, as sageLLM writes them. */
export const pathLines = ['SharedStreamBatchStart size=2', 'attention ran on native-ascend', 'slot_mapping=[0, 1]']
/** `log`: a file in place of the target's own, or none. */
export type Side = Partial<WatchedTargetOptions> & { readonly log?: string | null }

/** Measures two targets and leaves a folder as the program does. */
export async function converge(folder: string, before: Side, after: Side) {
  const running: WatchedTarget[] = []
  const out = join(folder, 'out')
  await mkdir(out)
  for (const [label, { log: _, ...side }] of [
    ['before', before],
    ['after', after],
  ] as const) {
    running.push(await startWatchedTarget({ label, folder, tbtMs: 10, ...side }))
  }
  const targets = running.map(({ target }, at) => {
    const { log } = at === 0 ? before : after
    return log === undefined ? target : { ...target, logFile: log }
  })
  const journal = openJournal(out)
  const run = await runComparison({
    plan,
    targets,
    sink: journal,
    observe: convergenceObserver({ sampleIntervalMs: null }),
    // A busy machine would take verdicts away, which is not what these tests are about.
    monitor: noMonitor,
    createClient: ({ endpoint }) => running.find(({ target }) => target.endpoint === endpoint)?.client as never,
  })
  journal.close()
  await Promise.all(running.map((each) => each.close()))
  const comparison = run.comparison as ComparisonFile
  const records = readJournal(join(out, 'records.jsonl'))
  const stems = ['before', 'after']
  const { summary, files } = await convergenceFiles({ comparison, targets: run.targets, stems, records })
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  const all = [
    ...files,
    { name: 'comparison.json', text: json(comparisonFile.serialize(comparison)) },
    ...run.targets.map(({ file }) => ({ name: `${file.label}.json`, text: json(captureFile.serialize(file)) })),
  ]
  for (const { name, text } of all) {
    await mkdir(dirname(join(out, name)), { recursive: true })
    await writeFile(join(out, name), text)
  }
  await writeChecksums(out)
  return { summary, out, verdicts: summary.verdicts.map(({ verdict }) => verdict) }
}
