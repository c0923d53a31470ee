import type { CommandGroup } from '../../command/define-command.js'
import { defineCommand } from '../../command/define-command.js'
import { AggregateOptions, PublishOptions } from './leaderboard-options.js'

const aggregate = defineCommand({
  name: 'aggregate',
  brief: 'Put the entries of many runs together: of each thing that was measured the newest',
  details: [
    'Reads <name>_leaderboard.json below the folders and writes leaderboard_single.json, leaderboard_multi.json,',
    'leaderboard_compare.json, leaderboard_manifest.json, last_updated.json and a file for each entry below canonical/.',
    'An entry is refused where its run was simulated, its client saturated, its cache contaminated or its load not kept.',
    'sagellm-benchmark aggregate is the same command.',
    '',
    'Example:',
    '  sagellm-benchmark leaderboard aggregate --input ./benchmark_results --output ./hf_data',
  ].join('\n'),
  options: AggregateOptions,
  positional: 'input',
  load: async () => (await import('./aggregate-command.js')).aggregateCommand,
})

const publish = defineCommand({
  name: 'publish',
  brief:
    'Put entries into a data set of the Hugging Face Hub, beside those that are there; a dry run unless --no-dry-run',
  details: [
    'Reads what is published, adds the entries of our runs as aggregate does, and writes everything in one commit. Where the',
    'published files cannot be read, or somebody else writes meanwhile, nothing is changed; a dry run then shows our entries alone. HF_ENDPOINT names a mirror.',
    'sagellm-benchmark publish and sagellm-benchmark upload-hf are the same command.',
    '',
    'Examples:',
    '  sagellm-benchmark leaderboard publish --input ./benchmark_results --dataset us/results',
    '  HF_TOKEN=... sagellm-benchmark upload-hf --input ./outputs --dataset us/results --no-dry-run',
  ].join('\n'),
  options: PublishOptions,
  synonyms: { 'hf-dataset': 'dataset', 'hf-token': 'token', 'hf-private': 'private', 'hf-public': 'public' },
  rules: [
    { flags: ['private'], when: (options) => !options.public, only: 'without --public' },
    { flags: ['private', 'public'], when: ({ dryRun }) => !dryRun, only: 'with --no-dry-run' },
  ],
  positional: 'input',
  load: async () => (await import('./publish-command.js')).publishCommand,
})

export const leaderboard: CommandGroup = {
  name: 'leaderboard',
  brief: 'Put the entries of runs together, and publish them',
  commands: [aggregate, publish],
}
