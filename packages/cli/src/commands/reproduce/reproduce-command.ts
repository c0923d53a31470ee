import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { answerOf, type Reproduction, reproduce } from '@sagellm-benchmark/suite/verify'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { oneLine } from '../../command/report-error.js'
import { suiteIo } from '../../command/suite-io.js'
import { apiKeyOf } from '../../options/api-key.js'
import { drawnSeed } from '../../options/drawn-seed.js'
import { secretHeaders } from '../../options/target-from-options.js'
import { shownValue } from '../../terminal/verification-lines.js'
import { watchRun } from '../../terminal/watch-run.js'
import type { ReproduceOptions } from './reproduce-options.js'

/** Measures what a folder records again and says whether it came to the same, by which metric not, and by how much. */
export async function reproduceCommand(options: ReproduceOptions, io: CommandIo): Promise<ExitCode> {
  const apiKey = await apiKeyOf(options, io)
  const reproduction = await watchRun({ io, quiet: options.quiet }, (observers) =>
    reproduce(options.folder, {
      ...suiteIo(io, options),
      observers,
      apiKey,
      secretHeaders: secretHeaders(options),
      output: options.output,
      seed: options.samePrompts ? null : drawnSeed(),
      margin: options.margin / 100,
    }),
  )
  for (const line of linesOf(reproduction)) io.stdout.write(`${oneLine(line)}\n`)
  if (reproduction.interrupted) return 130
  return reproduction.answer === 'reproduced' ? 0 : 3
}

function linesOf({ answer, verdicts, pairing, environment, notes, folder }: Reproduction): string[] {
  return [
    ...(environment === null ? ['environment: one of the two does not say what it was'] : []),
    ...(environment ?? []).map(
      ({ field, stored, recomputed }) =>
        `environment: ${field} was ${shownValue(stored)}, is ${shownValue(recomputed)}`,
    ),
    ...notes,
    ...pairing,
    ...verdicts.map(verdictLine),
    `artifacts: ${folder}`,
    answers[answer],
  ]
}

const ofFigure = {
  reproduced: 'reproduced',
  not_reproduced: 'NOT reproduced',
  undecided: 'cannot be decided',
} as const

const answers = {
  reproduced: 'the result is reproduced',
  not_reproduced: 'the result is NOT reproduced',
  undecided: 'it cannot be decided whether the result is reproduced: more rounds on both sides would',
} as const

function verdictLine(judged: ComparisonVerdict): string {
  const { scenario, metric, baseline, candidate, ratio, verdict, reason } = judged
  const number = (value: number | null) => (value === null ? 'unknown' : String(Number(value.toPrecision(4))))
  const change =
    ratio.value === null ? '' : `, ratio ${number(ratio.value)} [${number(ratio.low)} .. ${number(ratio.high)}]`
  const answer = answerOf(judged)
  const why = answer === 'not_reproduced' ? verdict : reason
  return `${scenario} ${metric}: ${number(baseline.value)} -> ${number(candidate.value)}${change}: ${ofFigure[answer]}${why === null ? '' : ` (${why})`}`
}
