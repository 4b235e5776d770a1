import { expectData } from '../support/api.ts'
import type { Answer, TestServer } from '../support/server.ts'

/** One mutation as the administrator; its payload. @throws Error when it is refused */
export async function mutate(
  server: TestServer,
  name: string,
  input: object,
  selection = '__typename',
): Promise<Answer['data']> {
  const type = name[0]!.toUpperCase() + name.slice(1)
  const answer = await server.graphql(
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { ${selection} } }`,
    { input },
  )
  return expectData(answer)[name]
}
