/** One line of the result table. */
export interface Figure {
  what: string
  measured: string
  /** What it is compared with, measured in the same run. */
  baseline?: string
  goal?: string
  met?: boolean
}

/** Something that can be measured and named on the command line. */
export interface Row {
  readonly name: string
  /** What it does, for the person who waits. */
  readonly title: string
  measure(): Promise<Figure[]>
}

/** A figure with an upper limit. `show` prints both numbers. */
export function atMost(value: number, limit: number, show: (value: number) => string) {
  return { measured: show(value), goal: `≤ ${show(limit)}`, met: value <= limit }
}

/** A figure with a lower limit. */
export function atLeast(value: number, limit: number, show: (value: number) => string) {
  return { measured: show(value), goal: `≥ ${show(limit)}`, met: value >= limit }
}

/** The figures as a Markdown table. */
export function toMarkdown(figures: readonly Figure[]): string {
  const lines = figures.map(({ what, measured, baseline = '', goal = '', met }) =>
    [what, measured, baseline, goal, met === undefined ? '' : met ? 'yes' : '**no**'].join(' | '),
  )
  return [
    'Measured | Result | Against, in the same run | Goal | Met',
    '--- | --- | --- | --- | ---',
    ...lines,
  ]
    .map(line => `| ${line} |`)
    .join('\n')
}
