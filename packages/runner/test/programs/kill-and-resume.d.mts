export type KillOutcome = {
  readonly planned: number
  readonly kills: number
  readonly torn: number
  readonly lost: readonly string[]
  readonly missing: readonly string[]
  readonly doubled: readonly string[]
}
export function killAndResume(options: {
  readonly requests: number
  readonly killAfterRecords: readonly number[]
  readonly delaysMs?: readonly number[]
}): Promise<KillOutcome>
