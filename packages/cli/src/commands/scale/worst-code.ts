import type { ExitCode } from '../../command/define-command.js'

/** From the best to the worst. */
const order: readonly ExitCode[] = [0, 130, 3, 1, 2]

/**
 * The exit code that says most of several processes of one run; one that is none of ours, as 255 of a connection that broke, is a failure.
 *
 * @example worstOf([0, 3, 255]) // 1
 */
export function worstOf(codes: readonly number[]): ExitCode {
  const ranks = codes.map((code) => order.findIndex((each) => each === code)).map((rank) => (rank < 0 ? 3 : rank))
  return order[Math.max(0, ...ranks)] as ExitCode
}
