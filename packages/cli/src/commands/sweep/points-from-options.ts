import { resolve } from 'node:path'
import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import type { PointInput } from '@sagellm-benchmark/suite/sweep'
import type { CommandIo } from '../../command/define-command.js'
import { flagName, flagOf } from '../../command/flags.js'
import { readJsonFile } from '../../files/read-json-file.js'
import { drawnSeed } from '../../options/drawn-seed.js'
import { otherNames } from '../../options/other-names.js'
import { resolvePlan } from '../run/resolve-plan.js'
import { RunOptions } from '../run/run-options.js'
import type { SweepOptions } from './sweep-options.js'
import { valueList } from './value-list.js'

/** One point: texts by the keys of `RunOptions`. */
type Setting = Readonly<Partial<Record<keyof RunOptions, string>>>

/** More than anyone waits for: it is a slip, and every combination has to be held at once. */
const MOST_POINTS = 10_000

/**
 * The points that the flags of `sweep` describe, each with the plan that `run` would make of its flags.
 *
 * @throws BenchError `invalid_argument` for a flag that `run` does not have, a value that it does not take, or no list at all.
 */
export async function pointsFromOptions(options: SweepOptions, io: CommandIo): Promise<PointInput[]> {
  const settings = await settingsOf(options, io)
  const seed = options.seed ?? (options.backendUrl === undefined ? undefined : drawnSeed())
  const points: PointInput[] = []
  for (const setting of settings) {
    const own = runOptionsOf({ ...options, seed }, setting)
    const { plan } = await resolvePlan(own, io)
    const named = Object.keys(setting).map((key) => [flagName(key).slice(2), own[key as keyof RunOptions]])
    points.push({ settings: Object.fromEntries(named), plan: { ...plan, seedDrawn: options.seed === undefined } })
  }
  return points
}

async function settingsOf(options: SweepOptions, io: CommandIo): Promise<Setting[]> {
  if (options.ratesBetween !== undefined) return endsOf(options)
  const varied = options.vary.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw invalidArgument('--vary', text, 'write FLAG=A,B,C')
    return { key: keyOf('--vary', text.slice(0, at)), values: valueList('--vary', text.slice(at + 1)) }
  })
  const axes = [...listed('concurrency', options.concurrency), ...listed('requestRate', options.requestRate), ...varied]
  const rows = options.grid === undefined ? [{}] : await gridOf(resolve(io.cwd, options.grid))
  if (axes.length === 0 && options.grid === undefined)
    throw new BenchError('invalid_argument', 'a sweep needs the loads that it measures', {
      hint: 'give --concurrency 1..64, --request-rate 1,2,4, --vary FLAG=A,B, --grid FILE or --rates-between 8',
    })
  if (options.concurrency !== undefined && options.requestRate !== undefined)
    throw invalidArgument('--request-rate', options.requestRate, 'a load is a rate or a concurrency: sweep one of them')
  const count = axes.reduce((product, { values }) => product * values.length, rows.length)
  if (count > MOST_POINTS)
    throw invalidArgument('the sweep', `${count} points`, `give fewer values: at most ${MOST_POINTS} are measured`)
  return axes.reduce<Setting[]>(
    (points, { key, values }) => points.flatMap((point) => values.map((value) => ({ ...point, [key]: value }))),
    rows,
  )
}

/** One request at a time, and all at once, between whose throughputs the rates lie. */
function endsOf({ concurrency, requestRate, vary, grid }: SweepOptions): Setting[] {
  if ((concurrency ?? requestRate ?? grid) !== undefined || vary.length > 0)
    throw new BenchError('invalid_argument', '--rates-between finds its loads itself', {
      hint: 'leave out --concurrency, --request-rate, --vary and --grid',
    })
  return [{ concurrency: '1' }, { requestRate: 'inf' }]
}

function listed(key: 'concurrency' | 'requestRate', text: string | undefined) {
  return text === undefined ? [] : [{ key, values: valueList(flagName(key), text) }]
}

async function gridOf(path: string): Promise<Setting[]> {
  const json = await readJsonFile(path)
  const rows = Array.isArray(json) ? json : typeof json === 'object' && json !== null ? Object.values(json) : []
  if (rows.length === 0 || rows.some((row) => typeof row !== 'object' || row === null || Array.isArray(row)))
    throw new BenchError('corrupt_data', `${path} is no grid`, {
      hint: 'write a list of objects, such as [{"concurrency": 4, "isl": 128}]',
    })
  return rows.map((row: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [keyOf(path, name), String(value)])),
  )
}

/** The option behind a flag's name, with dashes or underscores, or another tool's name for it. */
function keyOf(where: string, name: string): keyof RunOptions {
  const dashed = name.trim().replace(/^--/, '').replaceAll('_', '-')
  const own = Object.keys(RunOptions.shape).find((key) => flagName(key) === `--${dashed}`)
  const key = own ?? otherNames(RunOptions).synonyms[dashed]
  if (key !== undefined) return key as keyof RunOptions
  throw invalidArgument(where, name, 'name a flag of run; sagellm-benchmark run --help lists them')
}

function runOptionsOf(options: SweepOptions, setting: Setting): RunOptions {
  const { concurrency: _c, requestRate: _r, resume: _s, dryRun: _d, ...shared } = options
  const values = Object.fromEntries(
    Object.entries(setting).map(([key, text]) => [key, valueOf(key as keyof RunOptions, text as string)]),
  )
  const all = { ...shared, ...values }
  const burst = setting.requestRate === 'inf' && options.numPrompts === undefined
  const parsed = RunOptions.safeParse(burst ? { ...all, numPrompts: 100 } : all)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const flag = flagName(String(issue?.path[0] ?? ''))
  throw new BenchError('invalid_argument', `${flag} of a point: ${plainProblem(issue, all)}`, {
    hint: 'see sagellm-benchmark run --help',
  })
}

function valueOf(key: keyof RunOptions, text: string): unknown {
  const flag = flagOf(RunOptions.shape[key], key)
  if (flag.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if ('variadic' in flag) return text.split(' ')
  try {
    return flag.kind === 'parsed' ? flag.parse(text) : text
  } catch (cause) {
    throw new BenchError('invalid_argument', `${flagName(key)} ${(cause as Error).message}`, { cause })
  }
}
