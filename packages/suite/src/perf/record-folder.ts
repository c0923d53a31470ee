/** The folder that holds records: those of a result file, beside it, and in there those of one model at one precision. */
export function recordFolder(name: string): string {
  return `${name}_records`
}

export function isRecordFolder(path: string): boolean {
  return path.endsWith(recordFolder(''))
}

/** In there, while rows are still to come: the result that a measurement has if it is killed. */
export const rowsSoFar = 'perf_results.json'

/** Where the records of one start lie in there; those of the first, which most measurements have alone, in no folder of their own. */
export function startFolder(start: number): string {
  return start === 0 ? '' : `start_${start + 1}`
}

/** In there, the plan by which the same is measured again. */
export const perfPlanName = 'perf_plan.json'
