import { expectData } from '../support/api.ts'
import type { Answer, TestServer } from '../support/server.ts'

function ask(server: TestServer, name: string, input: object, selection: string): Promise<Answer> {
  const type = name[0]!.toUpperCase() + name.slice(1)
  return server.graphql(`mutation ($input: ${type}Input!) { ${name}(input: $input) { ${selection} } }`, {
    input,
  })
}

/** One mutation as the administrator; its payload. @throws Error when it is refused */
export async function mutate(
  server: TestServer,
  name: string,
  input: object,
  selection = '__typename',
): Promise<Answer['data']> {
  return expectData(await ask(server, name, input, selection))[name]
}

/** What one mutation as the administrator is refused with: code and details. @throws Error when it is not */
export async function refusal(
  server: TestServer,
  name: string,
  input: object,
): Promise<NonNullable<Answer['errors']>[0]['extensions']> {
  const { errors } = await ask(server, name, input, '__typename')
  if (!errors) throw new Error(`${name} was not refused`)
  return errors[0]!.extensions
}
