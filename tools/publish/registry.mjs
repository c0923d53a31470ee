// A package registry on loopback that forgets everything when it is closed: it takes `npm publish` of our own packages and sends
// whoever asks for another one to the registry that npm is configured with.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * @param own - names that may be published here; they are never looked for upstream, where a stranger may hold them.
 * @param upstream - URL of the registry that has all other packages.
 */
export async function startRegistry({ own, upstream }) {
  const published = new Map()
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status = 200, headers = {}, body = '' }) => response.writeHead(status, headers).end(body),
      (error) => response.writeHead(500).end(String(error)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${server.address().port}/`

  async function answer(request) {
    const { pathname } = new URL(request.url, url)
    const [name, tarball] = decodeURIComponent(pathname).slice(1).split('/-/')
    if (!own.includes(name)) return { status: 302, headers: { location: new URL(pathname.slice(1), upstream).href } }
    if (request.method === 'PUT') return publish(name, JSON.parse(await text(request)))
    const known = published.get(name)
    const found = tarball === undefined ? known?.metadata : known?.tarballs.get(tarball)
    return found ? { body: found } : { status: 404, body: '{}' }
  }

  function publish(name, { versions, _attachments: attachments, access, ...rest }) {
    if (published.has(name)) return refuse(409, `${name} was published before`)
    if (access === 'restricted' && !name.startsWith('@')) return refuse(400, `${name} has no scope to be restricted to`)
    const [[file, { data }]] = Object.entries(attachments)
    const [manifest] = Object.values(versions)
    const tarball = Buffer.from(data, 'base64')
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
    if (manifest.dist.integrity !== integrity) return refuse(400, `${file} is not what its manifest says`)

    // npm's own guess of the address has the scope in the file name twice.
    manifest.dist.tarball = `${url}${name}/-/${encodeURIComponent(file)}`
    published.set(name, { metadata: JSON.stringify({ ...rest, versions }), tarballs: new Map([[file, tarball]]) })
    return { status: 201, body: '{}' }
  }

  function close() {
    server.close()
    server.closeAllConnections()
  }

  return { url, names: () => [...published.keys()], close }
}

function refuse(status, error) {
  return { status, body: JSON.stringify({ error }) }
}
