export async function get(server, path) {
  return (await fetch(`${server.url}${path}`)).json()
}

export async function post(server, path, body) {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.json()
}

/** Reads /metrics once; the function gives the sum of a counter over its labels. */
export async function counterOf(server) {
  const page = await (await fetch(`${server.url}/metrics`)).text()
  return (name) => {
    const lines = page.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
  }
}
