import { compareWithFloor } from '../support/requests.ts'
import type { Row } from '../support/table.ts'

/** The route that scripts of the legacy dialect poll. */
export const status: Row = {
  name: 'status',
  title: 'GET /api/backup/status/{id} against a bare express route',
  measure: () =>
    compareWithFloor('`GET /api/backup/status/{id}`', 0.35, '"completed"', databaseId => ({
      method: 'GET',
      path: `/api/backup/status/${databaseId}`,
    })),
}
