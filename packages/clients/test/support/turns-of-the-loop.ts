/**
 * Lets the event loop look at its sockets twenty times: what was written to one of this process has then been read at its other
 * end, however busy the machine is. A wait of so many milliseconds does not say that: on a machine that gave this process no time
 * meanwhile, its timer comes before the read.
 */
export async function turnsOfTheLoop(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1))
}
