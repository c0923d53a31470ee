import { getSystemErrorName } from 'node:util'

/** An error of the form that Node's own sockets give. @param number - `errno`, positive. @param place - for those of a connect. */
export function systemError(
  number: number,
  call: string,
  place?: { readonly address: string; readonly port: number },
): Error {
  const code = getSystemErrorName(-number)
  const where = place === undefined ? '' : ` ${place.address}:${place.port}`
  return Object.assign(new Error(`${call} ${code}${where}`), { code, errno: -number, syscall: call, ...place })
}
