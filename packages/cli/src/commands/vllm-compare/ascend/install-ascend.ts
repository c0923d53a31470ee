import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { shellLine, shellQuoted } from '@sagellm-benchmark/protocol-types/edge'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { CommandIo, ExitCode } from '../../../command/define-command.js'
import { chooseProfile, requirementsOf } from './ascend-profiles.js'
import { readSettings } from '../container/settings.js'
import type { InstallAscendOptions } from '../vllm-compare-options.js'
import { AscendInstallSettings } from './ascend-settings.js'
import { refuseMainEnvironment } from './main-environment.js'

/** Installs a validated set of versions, one command after the other; the first that fails ends it. */
export async function installAscendCommand(options: InstallAscendOptions, io: CommandIo): Promise<ExitCode> {
  const of = readSettings(AscendInstallSettings, io.env)
  const python = options.pythonBin ?? of.BENCH_VLLM_ASCEND_PY ?? 'python3'
  const folder = resolve(io.cwd, options.sagellmRoot ?? of.SAGELLM_ROOT ?? '.')
  const cann = await cannVersion(of)
  const unchecked = of.BENCH_SKIP_HOST_MATRIX_CHECK
  const { name, profile } = chooseProfile(options.profile ?? of.BENCH_ASCEND_PROFILE ?? 'auto', cann, { unchecked })
  const withVllm = of.BENCH_REQUIRE_VLLM
  const { requirements, own } = requirementsOf(profile, io.env, { withVllm })
  const found = cann === null ? 'no CANN was found here' : `CANN ${cann} was found`
  io.stdout.write(`# ${name}, for CANN ${profile.cann}; ${found}\n`)
  if (own.length > 0) io.stdout.write(`# not validated: ${own.join(', ')}\n`)

  if (!options.dryRun) {
    if (cann === null && !unchecked) throw noCann()
    if (!of.BENCH_VLLM_ASCEND_ALLOW_MAIN_ENV) await refuseMainEnvironment(python, { io, folder })
  }
  const commands = [
    [python, '-m', 'pip', 'install', '--upgrade', 'pip'],
    // One at a time and in this order: a joint resolution would replace torch by what vllm asks for elsewhere.
    ...requirements.map((requirement) => [python, '-m', 'pip', 'install', requirement]),
    [python, '-m', 'pip', 'check'],
    [python, '-c', smokeTest(withVllm)],
  ]
  for (const command of commands) {
    io.stdout.write(`${shellLine(command)}\n`)
    if (!options.dryRun) await run(command, folder, io)
  }
  return 0
}

function smokeTest(withVllm: boolean): string {
  return [
    `import torch, torch_npu${withVllm ? ', vllm, vllm_ascend' : ''}`,
    'assert torch.npu.is_available(), "no NPU is visible"',
    'x = torch.ones(2, 2).npu()',
    'assert (x @ x).cpu().tolist() == [[2.0, 2.0], [2.0, 2.0]]',
    'print("NPU works:", torch.npu.get_device_name(0))',
  ].join('; ')
}

function noCann(): BenchError {
  return new BenchError('not_found', 'no CANN was found on this machine', {
    hint: 'name its folder with SAGELLM_ASCEND_TOOLKIT_HOME, or install without one with BENCH_SKIP_HOST_MATRIX_CHECK=1',
  })
}

async function run([program, ...args]: readonly string[], cwd: string, io: CommandIo): Promise<void> {
  const child = spawn(program as string, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], signal: io.signal })
  child.stdout.on('data', (chunk: Buffer) => io.stdout.write(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => io.stderr.write(chunk.toString()))
  const how = await new Promise<string | null>((ended) => {
    child.on('error', (error) => ended(error.message))
    child.on('close', (code, signal) =>
      ended(code === 0 ? null : signal ? `was ended by ${signal}` : `exit code ${code}`),
    )
  })
  if (how === null) return
  throw new BenchError(
    io.signal.aborted ? 'cancelled' : 'unavailable',
    `${shellQuoted(program as string)} failed: ${how}`,
    {
      hint: 'the commands before it are done; repeat this one by hand, or see --dry-run',
    },
  )
}

/** Version of the CANN toolkit, as its own file says. */
async function cannVersion(of: AscendInstallSettings): Promise<string | null> {
  const home = of.SAGELLM_ASCEND_TOOLKIT_HOME ?? of.ASCEND_TOOLKIT_HOME ?? '/usr/local/Ascend/ascend-toolkit/latest'
  for (const file of ['version.cfg', 'compiler/version.info', 'runtime/version.info']) {
    const text = await readFile(resolve(home, file), 'utf8').catch(() => '')
    const found = /(?:version[^=\n]*=\s*\[?(?:[^:\]\n]*:)?|V?)(\d+\.\d+(?:\.\w+)*)/i.exec(text)?.[1]
    if (found !== undefined) return found
  }
  return null
}
