import { LoadPlan, RunPlan } from '@sagellm-benchmark/protocol-types'
import { benchmarkSummaryFile, metricsFile, runConfigFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { describe, expect, test } from 'vitest'
import { hostile, someHeader, someMetrics } from '../testing/some-metrics.js'
import { fileStem, uniqueFileStems } from './file-stem.js'
import { runConfigText, runFiles } from './run-files.js'

const contents = (name: string, files: readonly { name: string; text: string }[]) =>
  files.find((file) => file.name === name)?.text ?? ''

describe('the files of a run', () => {
  test('they have the names and read back as the values they were made of', () => {
    const workloads = [
      { name: 'Q1', metrics: someMetrics() },
      {
        name: 'Q5',
        metrics: someMetrics({ totalRequests: 12, successfulRequests: 9, failedRequests: 1, cancelledByRun: 2 }),
      },
    ]
    const made = runFiles({ header: someHeader(), workloads })

    expect(made.files.map((file) => file.name)).toEqual([
      'benchmark_summary.json',
      'Q1_metrics.json',
      'Q5_metrics.json',
      'REPORT.md',
      'Q1_leaderboard.json',
      'Q1.canonical.json',
      'Q5_leaderboard.json',
      'Q5.canonical.json',
      'run.canonical.json',
    ])
    const summary = benchmarkSummaryFile.parse(JSON.parse(contents('benchmark_summary.json', made.files)), 's')
    expect(summary).toEqual(made.summary)
    expect(metricsFile.parse(JSON.parse(contents('Q1_metrics.json', made.files)), 'm')).toEqual(made.workloads[0])
  })

  test('REPORT.md names the load of each workload, where it is known', () => {
    const workloads = [
      { name: 'Q1', metrics: someMetrics(), load: LoadPlan.parse({ kind: 'closed', concurrency: 3 }) },
      { name: 'Q5', metrics: someMetrics(), load: LoadPlan.parse({ kind: 'batch', size: 7 }) },
      { name: 'Q8', metrics: someMetrics() },
    ]
    const report = contents('REPORT.md', runFiles({ header: someHeader(), workloads }).files)

    expect(report.match(/Load/g)).toHaveLength(2)
    expect(report).toMatch(/Load\W+3 streams[^]*Load\W+7 at once/)
  })

  test('a request that the run cut off counts for no error rate', () => {
    const metrics = someMetrics({ totalRequests: 12, successfulRequests: 9, failedRequests: 1, cancelledByRun: 2 })
    const { summary } = runFiles({ header: someHeader(), workloads: [{ name: 'Q1', metrics }] })

    expect(summary.overall).toMatchObject({ totalRequests: 12, failedRequests: 1, cancelledByRun: 2, errorRate: 0.1 })
  })

  test('a total with an unknown part is unknown', () => {
    const workloads = [
      { name: 'Q1', metrics: someMetrics() },
      { name: 'Q2', metrics: someMetrics({ totalOutputTokens: null }) },
    ]
    expect(runFiles({ header: someHeader(), workloads }).summary.overall.totalOutputTokens).toBeNull()
  })

  test('REPORT.md opens with the answer, then what to beware of, and ends with the command', () => {
    const header = someHeader({ simulated: true, notices: ['The weights are random.'] })
    const metrics = someMetrics({ flags: ['client_saturated'] })
    const report = contents('REPORT.md', runFiles({ header, workloads: [{ name: 'Q1', metrics }] }).files)

    const places = [
      '**Q1: all 10 requests',
      'SIMULATED',
      'CLIENT SATURATED',
      'weights are random',
      '| Workload |',
      '## Reproduce',
    ].map((text) => report.indexOf(text))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
  })

  test('hostile names leave the Markdown one table and no HTML', () => {
    const header = someHeader({ model: hostile, notices: [hostile], command: hostile })
    const report = contents(
      'REPORT.md',
      runFiles({ header, workloads: [{ name: hostile, metrics: someMetrics() }] }).files,
    )
    const outsideCode = report
      .split('```')
      .filter((_, at) => at % 2 === 0)
      .join('')

    expect(outsideCode).not.toMatch(/<img|<\/script|\u001b|\u202e|\u2028/)
    const tableLine = report.split('\n').find((line) => line.startsWith('| &lt;'))
    const header0 = report.split('\n').find((line) => line.startsWith('| Workload'))
    const borders = (line = '') => line.replaceAll('\\|', '').split('|').length
    expect(borders(tableLine)).toBe(borders(header0))
  })

  test('config.json keeps the plan whole and says where the original’s fields were', () => {
    const plan = RunPlan.parse({
      target: { kind: 'cpu' },
      workloads: [
        {
          name: 'Q1',
          source: 'short_qa',
          promptTokens: 32,
          outputTokens: 64,
          requests: 5,
          load: LoadPlan.parse({ kind: 'closed', concurrency: 1 }),
        },
      ],
    })
    const file = runConfigText({
      runId: 'r',
      createdAt: '2026-01-02T03:04:05.000Z',
      model: 'tiny',
      plan,
      backend: 'cpu',
      workload: 'Q1',
      versions: { sagellm: '0.1.0' },
    })
    const read = runConfigFile.parse(JSON.parse(file.text), 'config.json')
    expect(read.plan).toEqual(plan)
    expect(read).toMatchObject({ date: '20260102', customOutput: true, backend: 'cpu' })
  })
})

describe('file names from labels', () => {
  test('a label is never a path, hidden, empty, or a device', () => {
    expect(fileStem('../../etc/passwd')).toBe('etc-passwd')
    expect(fileStem('模型')).toBe('target')
    expect(fileStem('NUL')).toBe('target-NUL')
    expect(fileStem('.env')).toBe('env')
  })

  test('equal stems get numbers, also where only the case differs', () => {
    expect(uniqueFileStems(['a b', 'a/b', 'A-B'])).toEqual(['a-b', 'a-b-2', 'A-B-3'])
  })
})
