/** The folder that holds records: those of a result file, beside it, and in there those of one model at one precision. */
export function recordFolder(name: string): string {
  return `${name}_records`
}
