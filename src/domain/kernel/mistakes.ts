import { DomainError, type ErrorDetails, invalidInput } from './errors.ts'

/** What is wrong with one input, collected so that everything is reported at once. */
export class Mistakes {
  readonly #fields: Record<string, string> = {}
  #params: ErrorDetails['params']

  /** Notes what is wrong with a field; null for nothing. */
  add(field: string, problem: string | null, params?: ErrorDetails['params']): void {
    if (problem === null) return
    this.#fields[field] = problem
    if (params) this.#params = params
  }

  /** Notes the mistakes of something that throws `INVALID_INPUT`. */
  collect(read: () => void): void {
    try {
      read()
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'INVALID_INPUT') throw error
      for (const [field, problem] of Object.entries(error.details.fields ?? {}))
        this.add(field, problem, error.details.params)
    }
  }

  /** @throws DomainError `INVALID_INPUT` naming every field that is wrong */
  throwIfAny(): void {
    if (Object.keys(this.#fields).length > 0) throw invalidInput(this.#fields, this.#params)
  }
}
