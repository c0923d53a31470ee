import { execFileSync } from 'node:child_process'

/** Ends the process that listens on a port of this machine, as a crash would; its parent may hold the port too, and stays. */
export function endListener(port) {
  const listing = execFileSync('ss', ['-ltnpH', `sport = :${port}`], { encoding: 'utf8' })
  const pids = [...listing.matchAll(/pid=(\d+)/g)].map((found) => Number(found[1]))
  if (pids.length === 0) throw new Error(`nothing listens on port ${port}`)
  process.kill(Math.max(...pids), 'SIGKILL')
}
