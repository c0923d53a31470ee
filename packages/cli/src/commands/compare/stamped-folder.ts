/**
 * A folder under `benchmark_results` that is named for the moment, as the original names them.
 *
 * @example stampedFolder('compare') // 'benchmark_results/compare_20260102_030405'
 */
export function stampedFolder(prefix: string, now: Date = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  return `benchmark_results/${prefix}_${day}_${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
}
