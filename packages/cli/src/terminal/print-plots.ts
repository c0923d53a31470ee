import type { CommandIo } from '../command/define-command.js'

/** Says where plots went, or that there was nothing to draw. */
export function printPlotPaths(paths: readonly string[], io: CommandIo): void {
  if (paths.length === 0)
    io.stderr.write('no plot: the result has nothing that can be drawn, no rows and no requests beside it\n')
  for (const path of paths) io.stderr.write(`plot: ${path}\n`)
}
