import { uniqueFileStems } from '@sagellm-benchmark/reporters'
import type { E2eGroup } from './e2e-target.js'
import type { E2ePerfPlan } from './perf-plan.js'
import { recordFolder } from './record-folder.js'

/** The models and precisions that a plan measures, each with the folder that its records go to: the only ones that are written. */
export function e2eGroups({ models, precisions, target }: E2ePerfPlan): (E2eGroup & { readonly folder: string })[] {
  const named = models.length > 0 ? [...new Set(models)] : [target.model]
  const asked: (string | null)[] = precisions.length > 0 ? [...new Set(precisions)] : [null]
  const groups = named.flatMap((model) => asked.map((precision) => ({ model, precision })))
  const stems = uniqueFileStems(groups.map(({ model, precision }) => [model ?? 'default', precision].join('-')))
  return groups.map((group, at) => ({ ...group, folder: recordFolder(stems[at] as string) }))
}
