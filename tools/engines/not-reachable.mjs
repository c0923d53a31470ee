/** Words of apt, pip and uv where no registry answers. */
const NO_NETWORK =
  /could not resolve|temporary failure|could not connect|connection (refused|timed out)|network is unreachable|dns error|error sending request|failed to (fetch|establish)|no route to host/i

/**
 * Runs an installation; where its registry does not answer, the error says so by the code `NOT_REACHABLE`, which skips an engine's tests.
 * Anything else that an installation fails with stays a failure.
 */
export async function installing(engine, install) {
  try {
    return await install()
  } catch (error) {
    const words = `${error.stderr ?? ''}${error.message}`
    const line = words.split('\n').find((each) => NO_NETWORK.test(each))
    if (line === undefined) throw error
    throw Object.assign(new Error(`${engine} cannot be had here: ${line.trim()}`), { code: 'NOT_REACHABLE' })
  }
}
