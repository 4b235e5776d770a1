import { expect, it } from 'vitest'
import { expectData } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { mutate } from './mutate.ts'

const password = 'a password of theirs'
const change =
  'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { allRepositoriesRole } } }'

/** Two administrators take the role from each other at the same moment, often enough that an order left to chance shows. */
async function fight(server: TestServer): Promise<void> {
  const add = async (username: string) => {
    const input = { username, password, role: 'ADMIN' }
    const { user } = await mutate(server, 'createUser', input, 'user { id }')
    return { userId: user.id as string, token: await server.token(username, password) }
  }
  const [one, other] = [await add('one'), await add('other')]
  const admin = expectData(await server.graphql('{ viewer { id } }')).viewer.id
  const demote = (userId: string, token: string) =>
    server.graphql(change, { input: { userId, role: 'VIEWER' } }, token)
  expectData(await demote(admin, one.token))
  for (let round = 0; round < 60; round += 1) {
    const answers = await Promise.all([demote(other.userId, one.token), demote(one.userId, other.token)])
    const won = answers.map(({ errors }) => errors === undefined)
    expect(won.toSorted()).toEqual([false, true])
    const [winner, loser] = won[0] ? [one, other] : [other, one]
    const input = { userId: loser.userId, role: 'ADMIN' }
    expectData(await server.graphql(change, { input }, winner.token))
  }
}

it('of two administrators who demote each other, one remains', async () => {
  await using server = await startTestServer()
  await fight(server)
})
