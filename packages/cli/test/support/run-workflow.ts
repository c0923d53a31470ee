import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'

type Step = {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
  readonly 'continue-on-error'?: boolean
}
export type Workflow = {
  readonly name: string
  readonly on: Readonly<Record<string, unknown>>
  readonly jobs: Readonly<Record<string, { readonly if?: string; readonly steps: readonly Step[] }>>
}

export type Ran = { readonly run: string; readonly code: number; readonly output: string }

export async function readWorkflow(file: string): Promise<Workflow> {
  return parse(await readFile(file, 'utf8')) as Workflow
}

export type RunJobOptions = {
  /** The folder that the steps run in. */
  readonly folder: string
  /** Value of each `${{ ... }}`; one that is missing is an error, so that no expression goes unseen. */
  readonly values: Readonly<Record<string, string | boolean>>
  readonly env: Readonly<Record<string, string>>
}

/**
 * Runs the `run` steps of a job as GitHub would: one shell each, outputs of a step known to the later ones, nothing after a failure
 * but what says `always()`. Steps with `uses` are left out.
 */
export async function runJob(workflow: Workflow, job: string, options: RunJobOptions): Promise<Ran[]> {
  const { folder, values, env } = options
  const known: Record<string, string | boolean> = { ...values }
  const value = (text: string): string =>
    text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
      const found = known[expression]
      if (found === undefined) throw new Error(`no value for ${expression} in ${workflow.name}`)
      return String(found)
    })
  const ran: Ran[] = []
  let failed = false
  for (const step of workflow.jobs[job]?.steps ?? []) {
    if (step.run === undefined || (failed && !step.if?.includes('always()'))) continue
    if (step.if !== undefined && value(step.if) !== 'true') continue
    const files = { GITHUB_OUTPUT: join(folder, '.output'), GITHUB_STEP_SUMMARY: join(folder, '.summary') }
    await writeFile(files.GITHUB_OUTPUT, '')
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, value(text)]))
    const { code, output } = await shell(step.run, { cwd: folder, env: { ...env, ...files, ...own } })
    ran.push({ run: step.run, code, output })
    const outcome = code === 0 ? 'success' : 'failure'
    if (step.id !== undefined) {
      known[`steps.${step.id}.outcome`] = outcome
      for (const line of (await readFile(files.GITHUB_OUTPUT, 'utf8')).split('\n').filter(Boolean))
        known[`steps.${step.id}.outputs.${line.split('=')[0]}`] = line.slice(line.indexOf('=') + 1)
    }
    failed ||= code !== 0 && step['continue-on-error'] !== true
  }
  return ran
}

function shell(script: string, options: { readonly cwd: string; readonly env: Record<string, string> }) {
  return new Promise<{ code: number; output: string }>((ended) => {
    execFile('bash', ['-e', '-c', script], { ...options, maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      ended({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    )
  })
}
