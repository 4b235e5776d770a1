import { type MakeRequest, type RightsWorld, rights } from './rights.ts'

/** The archive that `populate` made: its repository by number, and its name. */
async function names({ server, targets }: RightsWorld): Promise<string> {
  const { data } = await server.graphql('query ($id: ID!) { archive(by: { id: $id }) { name } }', {
    id: targets.archive,
  })
  return data.archive.name
}

const query = ({ params }: RightsWorld) => `?repository=${params.repo_id}`

const named: MakeRequest = async world => ({
  params: { archive_name: await names(world) },
  query: query(world),
})

export default rights({
  table: `
                                                      anonymous stranger viewer operator allViewer admin readKey otherKey revoked
    GET /api/archives/list                                401      404    200      200      200    200     200     404     401
    GET /api/archives/{archive_name}/info                 401      404    200      200      200    200     200     404     401
    GET /api/archives/{archive_name}/contents             401      404    200      200      200    200     200     404     401
    GET /api/archives/download                            401      404    200      200      200    200     200     404     401
    GET /api/browse/{repository_id}/{archive_name}        401      404    200      200      200    200     200     404     401
    GET /api/repositories/{repo_id}/archives              401      404    200      200      200    200     200     404     401
    GET /api/repositories/{repo_id}/info                  401      404    200      200      200    200     200     404     401
    GET /api/repositories/{repo_id}/stats                 401      404    200      200      200    200     200     404     401
  `,
  requests: {
    'GET /api/archives/list': world => ({ query: query(world) }),
    'GET /api/archives/{archive_name}/info': named,
    'GET /api/archives/{archive_name}/contents': named,
    'GET /api/archives/download': async world => ({
      query: `${query(world)}&archive=${encodeURIComponent(await names(world))}&file_path=/`,
    }),
    'GET /api/browse/{repository_id}/{archive_name}': async world => ({
      params: { repository_id: world.params.repo_id!, archive_name: await names(world) },
    }),
  },
})
