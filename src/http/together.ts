/** Whoever asks while the answer is being looked for gets the same one: the gauges of one scrape share a statement. */
export function together<Answer>(look: () => Promise<Answer>): () => Promise<Answer> {
  let looking: Promise<Answer> | null = null
  return () => {
    looking ??= look().finally(() => {
      looking = null
    })
    return looking
  }
}
