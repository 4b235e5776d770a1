/** What is said about an installation before anything of it is taken over. */
export class ImportReport {
  /** Each keeps the import from happening. */
  readonly mistakes: string[] = []
  /** What a person should know, and perhaps look at. */
  readonly warnings: string[] = []

  mistake(where: string, problem: string): void {
    this.mistakes.push(`${where}: ${problem}`)
  }

  warn(where: string, problem: string): void {
    this.warnings.push(`${where}: ${problem}`)
  }
}

/** Somebody else's text on one line of a terminal: bounded, and without anything that a terminal obeys. */
export function shown(text: string): string {
  const printable = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '�')
  return JSON.stringify(printable.length > 60 ? `${printable.slice(0, 60)}…` : printable)
}
