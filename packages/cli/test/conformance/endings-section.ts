import { faults } from '@sagellm-benchmark/reference-engine'
import { hostileFigures } from '../hostile/figures.js'
import { hostileAnswers } from '../hostile/hostile-answers.js'
import {
  changedPlans,
  changedRecords,
  changedSummaries,
  noJsonOfOurs,
  noRecords,
  noTraces,
} from '../hostile/hostile-files.js'
import { modelLists, tokenCounts } from '../hostile/hostile-models.js'
import { infoPages, metricsPages } from '../hostile/hostile-pages.js'
import { table } from './table.js'

/** What the suite of hostile servers, files and endings tries, and what its last run found. */
export function endingsSection(): string {
  const { date, cores, kills, targets } = hostileFigures()
  const pages = metricsPages.length + infoPages.length + modelLists.length + tokenCounts.length
  const servers = faults.length + hostileAnswers.length + pages
  // Plans and results are tried with the same contents.
  const files =
    2 * noJsonOfOurs.length +
    [changedSummaries, noRecords, changedRecords, changedPlans, noTraces].reduce((sum, { length }) => sum + length, 0)
  return `## Hostile servers, files and endings

\`npm run test:hostile\` repeats all of it in about a quarter of an hour, \`npm run test:hostile -- kills\` a part; \`KILLS\`, \`ENDINGS\` and \`SEED\` say how many
are tried and where the draw begins. \`npm test\` holds the quick half.

- **${servers} behaviours of a server**: the ${faults.length} faults of the matrix above, ${hostileAnswers.length} answers that are hardly HTTP or hardly a stream, and ${pages} pages of
  /metrics, /info, /v1/models and /tokenize, each with what the program has to make of it. Beside them stand the cases of \`test/cases\` and
  the tables of stream forms of \`protocol-types\`.
- **${files} files** that are no result, plan, record or trace: each is refused in one line that names file, line or field.
- **Secrets**: \`test/cases/secrets.test.ts\` plants keys in every input, lets the server echo them in every encoding, and looks for a part of them in every
  byte that the program leaves.

Programs killed with SIGKILL at drawn moments of their load, two at a time, on ${cores} cores (${date}, seed ${kills.seed}):

${table(
  ['command', 'kills', 'continued to its end', 'reported', 'before a first record'],
  Object.entries(kills.byCommand).map(([name, each]) => [
    `\`${name}\``,
    ...[each.kills, each.resumed, each.reported, each.notBegun].map(String),
  ]),
)}

In ${kills.total} kills the servers had finished ${kills.answers} answers; ${kills.records} had their record on disk, ${kills.underWay} had ended in the last half second before a kill, and
**${kills.lost} were lost**. ${kills.problems} folders with a record could not be used.

Targets that a program started, and how the program ended:

${table(
  ['kind of target', 'endings'],
  Object.entries(targets.byKind).map(([name, count]) => [name, String(count)]),
)}

${targets.total} endings (${Object.entries(targets.byEnding)
    .map(([name, count]) => `${name} ${count}`)
    .join(
      ', ',
    )}; seed ${targets.seed}) left **${targets.unnamed} processes that were not named**, and ${targets.named} that were.
What a target starts is known by a mark in its environment, also when it left its group and its parents; a process that clears its environment, or a container, is
named by its port.`
}
