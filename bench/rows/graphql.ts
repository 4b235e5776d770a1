import { compareWithFloor } from '../support/requests.ts'
import type { Row } from '../support/table.ts'

const query = 'query ($id: ID!) { job(id: $id) { id status kind createdAt finishedAt } }'

/** The smallest useful operation. */
export const graphql: Row = {
  name: 'graphql',
  title: 'POST /graphql of a look-up by id against a bare express route',
  measure: () =>
    compareWithFloor('`POST /graphql`, a job by its id', 0.23, '"COMPLETED"', databaseId => {
      const id = Buffer.from(`BackupJob:${databaseId}`).toString('base64')
      return { method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables: { id } }) }
    }),
}
