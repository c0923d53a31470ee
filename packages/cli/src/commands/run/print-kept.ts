import { dirname, join, relative } from 'node:path'
import type { JoinedRun, KeptRun } from '@sagellm-benchmark/suite/shards'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { ownCommand } from '../../command/own-command.js'
import type { OwnShard } from '../../options/shard-of.js'
import { lostText } from './print-run.js'

/** What a shard other than 0 says at its end. */
export function joinedText({ shard, of }: OwnShard, { records, folder }: JoinedRun): string {
  return folder === null
    ? `shard ${shard} of ${of}: shard 0 has its ${records} records, and writes the result`
    : `shard ${shard} of ${of}: its ${records} records are in ${folder}`
}

/** Prints what shard 0 kept, and what makes the result of it. */
export function printKept(
  { folder, records, interrupted, lostShards }: KeptRun,
  { own: { of }, io }: { readonly own: OwnShard; readonly io: CommandIo },
): ExitCode {
  const place = relative(io.cwd, dirname(folder))
  const parent = place.startsWith('..') ? dirname(folder) : place
  const folders = Array.from({ length: of }, (_, shard) => join(parent, `shard-${shard}`))
  const shown = of > 4 ? [...folders.slice(0, 2), '...', folders.at(-1) as string] : folders
  io.stdout.write(`shard 0 of ${of}: its ${records} records are in ${folder}\n`)
  io.stdout.write('there is no result yet; with the folders of all shards on one machine:\n')
  io.stdout.write(`  ${ownCommand(['merge', ...shown, '--output', 'merged'], io)}\n`)
  if (interrupted) {
    io.stderr.write('interrupted: what was measured by then is kept, and can be merged\n')
    return 130
  }
  if (lostShards.length === 0) return 0
  io.stderr.write(`sagellm-benchmark: ${lostText(lostShards)}\n`)
  return 1
}
