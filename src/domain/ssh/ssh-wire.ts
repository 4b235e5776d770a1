/** The fields of a blob, each preceded by its length (RFC 4251 section 5, `string`); null when they do not end where it ends. */
export function readFields(blob: Buffer): Buffer[] | null {
  const fields: Buffer[] = []
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return null
    const end = at + 4 + blob.readUInt32BE(at)
    if (end > blob.length) return null
    fields.push(blob.subarray(at + 4, end))
    at = end
  }
  return fields
}

/** Writes fields as {@link readFields} reads them. */
export function writeFields(fields: readonly (Buffer | string)[]): Buffer {
  return Buffer.concat(
    fields.flatMap(field => {
      const content = Buffer.from(field as string)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(content.length)
      return [length, content]
    }),
  )
}
