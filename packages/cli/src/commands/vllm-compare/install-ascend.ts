import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { shellLine, shellQuoted } from '@sagellm-benchmark/suite/files'
import { chooseProfile } from './ascend-profiles.js'
import type { InstallAscendOptions } from './vllm-compare-options.js'

const smokeTest = [
  'import torch, torch_npu, vllm, vllm_ascend',
  'assert torch.npu.is_available(), "no NPU is visible"',
  'x = torch.ones(2, 2).npu()',
  'assert (x @ x).cpu().tolist() == [[2.0, 2.0], [2.0, 2.0]]',
  'print("NPU works:", torch.npu.get_device_name(0))',
].join('; ')

/** Installs a validated set of versions, one command after the other; the first that fails ends it. */
export async function installAscendCommand(options: InstallAscendOptions, io: CommandIo): Promise<ExitCode> {
  const python = options.pythonBin ?? io.env['BENCH_VLLM_ASCEND_PY'] ?? 'python3'
  const folder = resolve(io.cwd, options.sagellmRoot ?? io.env['SAGELLM_ROOT'] ?? '.')
  const cann = await cannVersion(io.env)
  const { name, profile } = chooseProfile(options.profile, cann)
  io.stdout.write(
    `# ${name}, for CANN ${profile.cann}; ${cann === null ? 'no CANN was found here' : `CANN ${cann} was found`}\n`,
  )

  const commands = [
    [python, '-m', 'pip', 'install', '--upgrade', 'pip'],
    // One at a time and in this order: a joint resolution would replace torch by what vllm asks for elsewhere.
    ...profile.requirements.map((requirement) => [python, '-m', 'pip', 'install', requirement]),
    [python, '-m', 'pip', 'check'],
    [python, '-c', smokeTest],
  ]
  for (const command of commands) {
    io.stdout.write(`${shellLine(command)}\n`)
    if (!options.dryRun) await run(command, folder, io)
  }
  return 0
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

/** Version of the CANN toolkit, as its own file tells it. */
async function cannVersion(env: CommandIo['env']): Promise<string | null> {
  const home =
    env['SAGELLM_ASCEND_TOOLKIT_HOME'] ?? env['ASCEND_TOOLKIT_HOME'] ?? '/usr/local/Ascend/ascend-toolkit/latest'
  for (const file of ['version.cfg', 'compiler/version.info', 'runtime/version.info']) {
    const text = await readFile(resolve(home, file), 'utf8').catch(() => '')
    const found = /(?:version[^=\n]*=\s*\[?(?:[^:\]\n]*:)?|V?)(\d+\.\d+(?:\.\w+)*)/i.exec(text)?.[1]
    if (found !== undefined) return found
  }
  return null
}
