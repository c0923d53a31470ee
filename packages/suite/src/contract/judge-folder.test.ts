import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeFolder } from './judge-folder.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contract-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** As the Python original writes it. */
const metrics = {
  avg_ttft_ms: 90,
  avg_tbt_ms: 15,
  avg_tpot_ms: 15,
  avg_throughput_tps: 60,
  error_rate: 0,
  peak_mem_mb: 900,
  total_requests: 5,
  successful_requests: 5,
  failed_requests: 0,
}

test('every workload of a folder is judged, and a file by itself', async () => {
  await writeFile(join(folder, 'Q1_metrics.json'), JSON.stringify({ metrics }))
  await writeFile(join(folder, 'Q2_metrics.json'), JSON.stringify({ metrics: { ...metrics, avg_ttft_ms: 100.5 } }))
  const judged = await judgeFolder(folder, 'year1')
  expect(judged.map(({ workload, contract }) => [workload, contract.passed])).toEqual([
    ['Q1', true],
    ['Q2', false],
  ])
  expect(judged[1]?.contract.summary).toBe('5 of 6 checks of year1 held: ttft_ms above the limit')
  expect(await judgeFolder('Q1_metrics.json', 'year1', { cwd: folder })).toHaveLength(1)
})

test('figures of a simulated engine are told apart', async () => {
  const file = join(folder, 'simulated_metrics.json')
  await writeFile(file, JSON.stringify({ metrics: { ...metrics, flags: ['simulated'] } }))
  expect(await judgeFolder(file, 'year1')).toMatchObject([{ simulated: true }])
  expect(await judgeFolder(join(folder, 'Q1_metrics.json'), 'year1')).toMatchObject([{ simulated: false }])
  await rm(file)
})

test('a zero of the original is no latency that keeps a limit', async () => {
  await writeFile(
    join(folder, 'Q3_metrics.json'),
    JSON.stringify({ metrics: { ...metrics, avg_tbt_ms: 0, peak_mem_mb: 0 } }),
  )
  const [judged] = await judgeFolder(join(folder, 'Q3_metrics.json'), 'year1')
  expect(judged?.contract.checks).toMatchObject({ ttft_ms: true, tbt_ms: false, peak_mem_mb: false })
})

test.each([
  [{ avg_ttft_ms: -5 }, 'avg_ttft_ms cannot be -5'],
  [{ avg_throughput_tps: 1e300 }, 'avg_throughput_tps cannot be 1e+300'],
  [{ error_rate: 1.5 }, 'error_rate cannot be 1.5'],
  [{ total_requests: 5, successful_requests: 1, failed_requests: 4 }, 'error_rate is 0, but 4 of 5 requests failed'],
  [{ error_rate: 0.5 }, 'error_rate is 0.5, but 0 of 5 requests failed'],
  [{ total_requests: 3 }, '5 requests succeeded and 0 failed, but there were 3'],
])('figures of an edited file that no run can have had are refused: %o', async (edited, message) => {
  const file = join(folder, 'edited_metrics.json')
  await writeFile(file, JSON.stringify({ metrics: { ...metrics, ...edited } }))
  const judging = judgeFolder(file, 'year1')
  await expect(judging).rejects.toMatchObject({ code: 'corrupt_data', message: `${file}: ${message}` })
  await rm(file)
})

test('a folder without metrics is named', async () => {
  await expect(judgeFolder('nowhere', 'year1', { cwd: folder })).rejects.toMatchObject({ code: 'not_found' })
})
