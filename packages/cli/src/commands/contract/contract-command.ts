import { resolve } from 'node:path'
import { checkOutputFile, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { judgeFolder } from '@sagellm-benchmark/suite/contract'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import type { ContractOptions } from './contract-options.js'

/** Says of each workload which checks held, and whether the contract is kept. */
export async function contractCommand({ year, folder, outputJson }: ContractOptions, io: CommandIo): Promise<ExitCode> {
  const output = outputJson === undefined ? null : resolve(io.cwd, outputJson)
  if (output !== null) await checkOutputFile(output)
  const judged = await judgeFolder(folder, `year${year as 1 | 2 | 3}`, { cwd: io.cwd })
  const passed = judged.every(({ contract }) => contract.passed)
  for (const { workload, contract, simulated } of judged)
    io.stdout.write(`${workload}${simulated ? ' (SIMULATED)' : ''}: ${contract.summary}\n`)
  const simulated = judged.some((each) => each.simulated)
  io.stdout.write(
    `the contract of year ${year} is ${passed ? 'kept' : 'NOT kept'}${simulated ? ' by SIMULATED figures, which say nothing of a real engine' : ''}\n`,
  )
  if (output !== null) {
    const workloads = Object.fromEntries(judged.map(({ workload, contract }) => [workload, contract]))
    await writeNamedFile(
      output,
      `${JSON.stringify({ version: `year${year}`, passed, simulated, workloads }, null, 2)}\n`,
    )
  }
  return passed ? 0 : 3
}
