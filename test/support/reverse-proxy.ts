import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../fixtures/processes.ts'
import { freePort } from './free-port.ts'

/** A real nginx with the configuration that compose.yaml uses, in front of some servers. */
export interface ReverseProxy extends AsyncDisposable {
  readonly url: string
  /** Everything that it printed so far: nothing, unless something is wrong. */
  readonly output: () => string
}

const program = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/local/bin/nginx'].find(existsSync)

/** Is there one on this machine? */
export const hasNginx = program !== undefined

const shipped = readFileSync(join(import.meta.dirname, '../../packaging/nginx.conf'), 'utf8')

/** What the image's own configuration says around ours, with everything in one folder. */
const around = (folder: string, file: string) => `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 4096; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/${name};`).join(' ')}
  include ${file};
}
`

/**
 * Starts nginx on a free port of the loopback.
 *
 * @param readTimeout in place of what the configuration says, as nginx writes times
 */
export async function startReverseProxy(
  servers: readonly { url: string }[],
  readTimeout?: string,
): Promise<ReverseProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'vinculum-nginx-'))
  const port = await freePort()
  const addresses = servers.map(({ url }) => new URL(url).host)
  let configuration = shipped
    .replaceAll(/^( {2}server )server-(\d+):8787/gm, (_line, begin, number) => begin + addresses[number - 1])
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
  if (readTimeout) configuration = configuration.replace(/(proxy_read_timeout) \w+;/, `$1 ${readTimeout};`)
  writeFileSync(join(folder, 'vinculum.conf'), configuration)
  writeFileSync(join(folder, 'nginx.conf'), around(folder, join(folder, 'vinculum.conf')))
  const args = ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')]
  execFileSync(program!, ['-t', '-q', ...args], { stdio: 'pipe' })

  const child = spawn(program!, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = once(child, 'exit')
  let output = ''
  child.stderr.on('data', data => {
    output += data
  })
  await until(() => child.exitCode !== null || isListening(port), 'nginx listens')
  if (child.exitCode !== null) throw new Error(`nginx ended: ${output}`)
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    async [Symbol.asyncDispose]() {
      // At once; SIGQUIT would wait for streams to end.
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function isListening(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(port, '127.0.0.1')
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
