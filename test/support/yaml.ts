type Scalar = string | number | boolean | null
export type Yaml = Scalar | Yaml[] | { [key: string]: Yaml }

interface Line {
  depth: number
  text: string
}

/**
 * Reads the part of YAML that our Compose files are written in: maps and lists of scalars by indentation, comments, anchors of maps
 * and lists, aliases and merges.
 *
 * @throws Error on everything else, so that nothing is read in another way than Compose reads it
 */
export function readYaml(text: string): Yaml {
  const lines = text
    .split('\n')
    .map(line => line.replace(/(^|\s)#.*$/, '').trimEnd())
    .filter(line => line !== '')
    .map(line => ({ depth: line.search(/\S/), text: line.trim() }))
  const anchors = new Map<string, Yaml>()
  const value = readBlock(lines, anchors)
  if (lines.length > 0) throw new Error(`Not understood: ${lines[0]!.text}`)
  return value
}

/** Takes the lines of one map or list away. */
function readBlock(lines: Line[], anchors: Map<string, Yaml>): Yaml {
  const { depth, text } = lines[0]!
  if (text.startsWith('- ')) {
    const items: Yaml[] = []
    while (lines[0]?.depth === depth && lines[0].text.startsWith('- '))
      items.push(readItem(lines, depth, anchors))
    return items
  }
  const own: { [key: string]: Yaml } = {}
  let merged: Yaml = {}
  while (lines[0]?.depth === depth) {
    const { text } = lines.shift()!
    const [, key, rest = ''] = /^([\w./<-]+):(?: (.*))?$/.exec(text) ?? fail(text)
    if (key! in own) fail(text)
    const value = readValue(rest, lines, depth, anchors)
    if (key === '<<') merged = value
    else own[key!] = value
  }
  return { ...(merged as object), ...own }
}

/** An item is a scalar, or a map that begins on the line of the dash. */
function readItem(lines: Line[], depth: number, anchors: Map<string, Yaml>): Yaml {
  const rest = lines[0]!.text.slice(2)
  if (!/^[\w-]+:( |$)/.test(rest)) return readScalar(lines.shift()!.text.slice(2))
  lines[0] = { depth: depth + 2, text: rest }
  return readBlock(lines, anchors)
}

function readValue(rest: string, lines: Line[], depth: number, anchors: Map<string, Yaml>): Yaml {
  if (rest.startsWith('*')) return structuredClone(anchors.get(rest.slice(1)) ?? fail(rest))
  if (rest !== '' && !rest.startsWith('&')) return readScalar(rest)
  const value = lines[0] && lines[0].depth > depth ? readBlock(lines, anchors) : null
  if (rest !== '') anchors.set(rest.slice(1), value)
  return value
}

function readScalar(text: string): Scalar {
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1)
  if (/^["'[{|>&*!%@`]|: /.test(text)) fail(text)
  if (/^(true|false)$/.test(text)) return text === 'true'
  return /^\d+$/.test(text) ? Number(text) : text
}

function fail(text: string): never {
  throw new Error(`Not understood: ${text}`)
}
