/** Whether a percentile rests on too few values: fewer than 10 beyond it, `10 / (1 - p)` in all for an upper one. */
export function isLowSample(p: number, n: number): boolean {
  // Written without a division and rounded to millionths, so that 1 - 0.9 falling short of 0.1 cannot move the limit.
  return n * Math.round(Math.min(p, 1 - p) * 1e6) < 1e7
}
