import type { FailureCode } from '../../domain/borg/failures.ts'

/** Borg, or ssh, said no, in the words of the catalogue. */
export class Refused extends Error {
  override name = 'Refused'
  readonly code: FailureCode
  constructor(code: FailureCode, options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}
