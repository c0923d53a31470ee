import { plural } from '@sagellm-benchmark/reporters/terminal'
import { dashboard } from '@sagellm-benchmark/suite/leaderboard'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import type { DashboardOptions } from './dashboard-options.js'

/** The original's words for the figures of the page. */
const figures: Readonly<Record<DashboardOptions['sortBy'], string>> = {
  throughput_tps: 'output_throughput_tps',
  ttft_ms: 'avg_ttft_ms',
  latency_p99_ms: 'p99_e2el_ms',
  tbt_ms: 'avg_tbt_ms',
}

/** Writes the page, and says what is on it. */
export async function dashboardCommand({ sortBy, ...request }: DashboardOptions, io: CommandIo): Promise<ExitCode> {
  const { rows, files, passedOver } = await dashboard({ ...request, sortBy: figures[sortBy] }, { cwd: io.cwd })
  for (const reason of passedOver) io.stderr.write(`! passed over: ${reason}\n`)
  io.stdout.write(`${request.output}: ${plural(rows, 'measurement')} from ${plural(files, 'file')}\n`)
  return 0
}
