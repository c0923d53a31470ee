import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, readWorkflow, runJob } from './support/run-workflow.js'

// The workflows, step by step in a clean folder: a clone with a remote, a `gh` that notes what it is asked, and the simulated engine in
// the place of the CPU backend, so that a matrix takes a moment.

const root = resolve(import.meta.dirname, '../../..')
const of = (name: string) => readWorkflow(join(root, '.github/workflows', `${name}.yml`))

let folder: string
let env: Record<string, string>
const git = (...args: string[]) => execFileSync('git', args, { cwd: join(folder, 'clone'), encoding: 'utf8' }).trim()
const inClone = (name: string) => join(folder, 'clone', name)
const text = (name: string) => readFileSync(inClone(name), 'utf8')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflows-'))
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', join(folder, 'remote')])
  execFileSync('git', ['clone', '--quiet', join(folder, 'remote'), join(folder, 'clone')], { stdio: 'ignore' })
  for (const name of [
    'tools',
    'scripts',
    'benchmark_baselines',
    'package.json',
    'package-lock.json',
    'tsconfig.base.json',
    'biome.json',
  ])
    cpSync(join(root, name), inClone(name), { recursive: true, preserveTimestamps: true })
  for (const name of ['packages', 'node_modules']) symlinkSync(join(root, name), inClone(name))
  writeFileSync(inClone('.gitignore'), 'packages\nnode_modules\nbenchmark_results\n.output\n.summary\n')
  // The program is built: every other test here runs it.
  writeFileSync(inClone('tools/build-cli.mjs'), '')
  const measure = text('tools/perf-measure.mjs')
  const little = "'--scenario', 'short', '--batch-size', '1', '--rounds', '3', '--max-output-tokens', '4', '--simulate'"
  const shortened = measure.replace(/(light|full): \[[^\]]*\]/g, `$1: [${little}]`)
  expect(shortened.split('--simulate')).toHaveLength(3)
  writeFileSync(inClone('tools/perf-measure.mjs'), shortened)

  mkdirSync(join(folder, 'bin'))
  // It knows no comment of an earlier run.
  const gh = `#!/usr/bin/env bash\nprintf '%s\\n' "$*" >> "${folder}/gh-calls"\n[[ "$*" == *--input* ]] && cat >> "${folder}/gh-body"\n[[ "$*" != *--paginate* ]] || echo '[]'\n`
  writeFileSync(join(folder, 'bin/gh'), gh)
  chmodSync(join(folder, 'bin/gh'), 0o755)
  const { PATH = '', HOME = '' } = process.env
  const person = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }
  env = { PATH: `${folder}/bin:${PATH}`, HOME, GITHUB_REPOSITORY: 'o/n', ...person }
  for (const args of [
    ['add', '-A'],
    ['commit', '--quiet', '-m', 'first'],
    ['commit', '--quiet', '--allow-empty', '-m', 'second'],
    ['push', '--quiet', 'origin', 'HEAD:main'],
  ])
    execFileSync('git', args, { cwd: join(folder, 'clone'), env, stdio: 'ignore' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const failed = (ran: readonly Ran[]) =>
  ran.filter(({ code }) => code !== 0).map(({ run, output }) => `${run}\n${output}`)

const values = {
  "always() && hashFiles('benchmark_results/perf_comparison_report.md') != ''": true,
  "github.event_name == 'pull_request' && hashFiles('benchmark_results/perf_comment.md') != ''": true,
  "github.event_name == 'pull_request' && 'light' || 'full'": 'light',
  'github.token': 'test-token',
  'github.event.pull_request.number': '7',
  'always()': true,
}
const enforced = "github.event_name != 'pull_request' || steps.compare.outputs.overall_status == ''"

describe('benchmark.yml', () => {
  test('update-baseline measures, commits and pushes', async () => {
    const before = git('rev-parse', 'origin/main')
    const clone = inClone('')
    const ran = await runJob(await of('benchmark'), 'update-baseline', { folder: clone, values, env })
    expect(failed(ran)).toEqual([])
    git('fetch', '--quiet')
    expect(git('rev-parse', 'origin/main^')).toBe(before)
    expect(git('diff', '--name-only', before, 'origin/main')).toBe('benchmark_baselines/perf_baseline_e2e.json')
    expect(JSON.parse(text('benchmark_baselines/perf_baseline_e2e.json'))).toMatchObject({ simulate: true })
  })

  test('a pull request is measured, summed up and commented on, whatever the verdict is', async () => {
    const event = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_BASE_REF: 'main' }
    const options = { folder: inClone(''), values: { ...values, [enforced]: false }, env: { ...env, ...event } }
    const ran = await runJob(await of('benchmark'), 'check', options)
    // A verdict is no matter of this test: the simulated engine is as fast as the machine is idle.
    expect(failed(ran.filter(({ run }) => !run.includes('perf-check')))).toEqual([])
    expect(ran.some(({ run }) => run.includes('perf-check'))).toBe(true)
    expect(text('.summary')).toContain('avg_ttft_ms')
    expect(readFileSync(join(folder, 'gh-calls'), 'utf8')).toContain('--method POST repos/o/n/issues/7/comments')
    expect(JSON.parse(readFileSync(join(folder, 'gh-body'), 'utf8')).body).toBe(
      text('benchmark_results/perf_comment.md'),
    )
  })

  test('a release with a critical regression fails, and one without does not', async () => {
    const file = inClone('benchmark_baselines/perf_baseline_e2e.json')
    const baseline = readFileSync(file, 'utf8')
    const scaled = (factor: number) => {
      const { rows, ...rest } = JSON.parse(baseline) as { rows: Record<string, unknown>[] }
      const faster = rows.map((row) => ({
        ...row,
        intervals: {},
        ttft_ms: (row['ttft_ms'] as number) * factor,
        tbt_ms: (row['tbt_ms'] as number) * factor,
      }))
      writeFileSync(file, JSON.stringify({ ...rest, rows: faster }))
    }
    const release = async () => {
      const options = {
        folder: inClone(''),
        values: { ...values, [enforced]: true },
        env: { ...env, GITHUB_EVENT_NAME: 'release' },
      }
      const job = {
        ...options,
        values: {
          ...options.values,
          "github.event_name == 'pull_request' && hashFiles('benchmark_results/perf_comment.md') != ''": false,
        },
      }
      return runJob(await of('benchmark'), 'check', job)
    }
    scaled(1 / 1000)
    const slower = await release()
    // A machine so busy that the client is at its limit takes the verdict away; nothing could be judged then, which is no pass.
    expect(slower.at(-1)?.output).toMatch(/regression check: (critical|not_comparable)/)
    expect(slower.at(-1)?.code).toBe(1)
    scaled(1000)
    const last = (await release()).at(-1)
    expect(last?.code).toBe(/: (acceptable|warning)/.test(last?.output ?? '') ? 0 : 1)
    writeFileSync(file, baseline)
  })
})

test('performance-regression.yml holds a push against what was there before it', async () => {
  const event = { 'inputs.base || github.event.before': '0000000000000000000000000000000000000000' }
  const options = { folder: inClone(''), values: { ...values, ...event }, env }
  const ran = await runJob(await of('performance-regression'), 'check', options)
  expect(failed(ran.filter(({ run }) => !run.includes('perf-check')))).toEqual([])
  expect(ran.find(({ run }) => run.includes('perf-check'))?.output).toContain('avg_ttft_ms')
})

describe('benchmark-publish.yml', () => {
  const inputs = {
    'inputs.model': '',
    "inputs.workload || 'all'": 'Q1',
    "inputs.backend || 'cpu'": 'cpu',
    'inputs.skip_run': 'false',
    'inputs.dry_run': 'true',
    'vars.HF_DATASET': 'o/d',
    'secrets.HF_TOKEN': 'hf_test',
    'secrets.WEBSITE_TOKEN': 'website',
    'vars.WEBSITE_REPOSITORY': 'o/site',
    "!inputs.dry_run && vars.WEBSITE_REPOSITORY != ''": false,
  }
  const publish = async (changes: Record<string, string | boolean>) =>
    runJob(await of('benchmark-publish'), 'publish', {
      folder: inClone(''),
      values: { ...values, ...inputs, ...changes },
      env,
    })
  const shown = (ran: readonly Ran[]) => ran.find(({ run }) => run.includes('publish_pipeline'))?.output

  test('runs each Monday at two', async () => {
    expect((await of('benchmark-publish')).on['schedule']).toEqual([{ cron: '0 2 * * 1' }])
  })

  test('hands its inputs to the pipeline', async () => {
    const whole = await publish({})
    expect(failed(whole)).toEqual([])
    expect(shown(whole)).toBe(
      'sagellm-benchmark run --workload Q1 --backend cpu\nsagellm-benchmark aggregate\nsagellm-benchmark upload-hf --dataset o/d --no-dry-run\n',
    )
    const gathered = await publish({ 'inputs.skip_run': 'true', 'secrets.HF_TOKEN': '', 'inputs.model': 'm' })
    expect(shown(gathered)).toBe('::notice::no HF_TOKEN: nothing is uploaded\nsagellm-benchmark aggregate\n')
  })

  test('tells the website', async () => {
    await publish({ "!inputs.dry_run && vars.WEBSITE_REPOSITORY != ''": true })
    expect(readFileSync(join(folder, 'gh-calls'), 'utf8')).toContain(
      'repos/o/site/dispatches -f event_type=leaderboard-updated',
    )
  })
})

test('no step puts an expression into its script, where a title or a branch could become a command', async () => {
  const names = readdirSync(join(root, '.github/workflows')).map((name) => name.replace(/\.yml$/, ''))
  expect(names.sort()).toEqual(['benchmark', 'benchmark-publish', 'ci', 'performance-regression'])
  for (const name of names)
    for (const { steps } of Object.values((await of(name)).jobs))
      for (const { run = '' } of steps) expect(run, name).not.toContain('${{')
})

test('the example for a repository of your own makes its baseline, and holds fp16 and int8 against it, in an empty folder', async () => {
  const place = mkdtempSync(join(folder, 'own-'))
  const bin = join(place, 'bin')
  const clone = join(place, 'clone')
  mkdirSync(bin)
  // What npm would install is the program as it was built here.
  const installed = `#!/usr/bin/env bash\nexec "${process.execPath}" "${join(root, 'packages/cli/dist/bin.js')}" "$@"\n`
  const scripts = {
    'sagellm-benchmark': installed,
    npm: '#!/usr/bin/env bash\n',
    gh: `#!/usr/bin/env bash\necho "$*" > "${place}/gh"\n`,
  }
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), script)
    chmodSync(join(bin, name), 0o755)
  }
  const run = (...args: string[]) =>
    execFileSync('git', args, { cwd: place, env: { ...env, HOME: place }, encoding: 'utf8' })
  run('init', '--quiet', '--bare', '--initial-branch=main', 'remote')
  run('clone', '--quiet', 'remote', 'clone')
  const workflow = await readWorkflow(join(root, 'docs/examples/perf-regression.yml'))
  const loads = '--scenario short --batch-size 1 --rounds 5 --max-output-tokens 2'
  const { PRECISIONS = '' } = (workflow as { env?: Record<string, string> }).env ?? {}
  expect(PRECISIONS).toBe('--precision fp16 --precision int8')
  const options = {
    folder: clone,
    values: { ...values, 'steps.compare.outcome': 'success' },
    env: { ...env, HOME: place, PATH: `${bin}:${process.env['PATH'] ?? ''}`, LOADS: loads, PRECISIONS },
  }
  expect(failed(await runJob(workflow, 'update-baseline', options))).toEqual([])
  expect(run('-C', 'remote', 'ls-tree', '-r', '--name-only', 'main').trim()).toBe(
    'benchmark_baselines/perf_baseline_e2e.json',
  )

  const ran = await runJob(workflow, 'check', options)
  // The verdict is that of this machine, which does other things meanwhile.
  expect(failed(ran.filter(({ run: words }) => !/perf-compare|OUTCOME/.test(words)))).toEqual([])
  const summary = JSON.parse(readFileSync(join(clone, 'benchmark_results/perf_comparison_summary.json'), 'utf8'))
  expect(JSON.stringify(summary)).toContain('fp16')
  expect(JSON.stringify(summary)).toContain('int8')
  expect(readFileSync(join(place, 'gh'), 'utf8')).toContain(
    'pr comment 7 --body-file benchmark_results/perf_comment.md',
  )
})
