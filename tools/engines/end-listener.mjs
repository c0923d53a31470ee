import { execFileSync } from 'node:child_process'

/** Ends the process that listens on a port of this machine, as a crash would. */
export function endListener(port) {
  const listing = execFileSync('ss', ['-ltnpH', `sport = :${port}`], { encoding: 'utf8' })
  const pids = new Set([...listing.matchAll(/pid=(\d+)/g)].map((found) => Number(found[1])))
  if (pids.size !== 1) throw new Error(`${pids.size} processes listen on port ${port}; one was expected`)
  for (const pid of pids) process.kill(pid, 'SIGKILL')
}
