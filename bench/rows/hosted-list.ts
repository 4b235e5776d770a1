import { join } from 'node:path'
import { type Load, putUnderLoad } from '../support/load.ts'
import { scale, scaled, whole } from '../support/numbers.ts'
import { root, startNode } from '../support/processes.ts'
import { compared } from '../support/requests.ts'
import { type Server, startServer } from '../support/server.ts'
import { freshKey } from '../support/ssh-keys.ts'
import type { Row } from '../support/table.ts'

const repositories = scaled(200)
const rounds = scale < 1 ? 2 : 5

/** The list that scripts and Terraform read before whatever they do. */
export const hostedList: Row = {
  name: 'hosted-list',
  title: `GET /api/v1/repositories with ${whole(repositories)} repositories against a bare express route`,
  async measure() {
    await using server = await startServer()
    for (let made = 0; made < repositories; made += 1) await addRepository(server, made)
    const path = '/api/v1/repositories'
    const headers = { authorization: `Bearer ${server.token}` }
    const answer = await (await fetch(server.url + path, { headers })).text()
    if (JSON.parse(answer).repoList.length !== repositories) throw new Error(answer.slice(0, 300))

    const env = { NODE_ENV: 'production', ANSWER: answer }
    await using floor = startNode([join(root, 'bench/processes/bare-express.ts')], env)
    const [floorUrl] = await floor.printed(/http:\S+/)
    const bare: Load[] = []
    const served: Load[] = []
    for (let round = 0; round <= rounds; round += 1) {
      bare.push(await putUnderLoad(floor.process.pid!, floorUrl, headers, [{ method: 'GET', path: '/' }]))
      served.push(await putUnderLoad(server.pid, server.url, headers, [{ method: 'GET', path }]))
      // The first round of each only warms up.
      if (round === 0) bare.length = served.length = 0
    }
    return [compared(`\`GET ${path}\` with ${whole(repositories)} repositories`, 0.03, bare, served)]
  },
}

async function addRepository(server: Server, number: number): Promise<void> {
  const response = await fetch(`${server.url}/api/v1/repositories`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      alias: `repository ${number}`,
      sshPublicKey: freshKey(`client-${number}@example`),
      storageSize: 100,
      alert: 90_000,
    }),
  })
  if (!response.ok) throw new Error(await response.text())
}
