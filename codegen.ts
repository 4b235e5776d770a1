/**
 * Writes what is derived from the schema: `schema.graphql`, and for each REST dialect the typed documents of its
 * `.graphql` files. `node codegen.ts --check` only tells whether they are current.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as typedDocumentNode from '@graphql-codegen/typed-document-node'
import * as typescriptOperations from '@graphql-codegen/typescript-operations'
import { lexicographicSortSchema, parse, printSchema } from 'graphql'
import { schema } from './src/schema/index.ts'

const root = import.meta.dirname
const documentsDir = join(root, 'src/rest-compat')

/** Every derived file with its content. */
export async function generate(): Promise<Map<string, string>> {
  const printed = printSchema(lexicographicSortSchema(schema))
  const files = new Map([[join(root, 'schema.graphql'), `${printed}\n`]])
  const names = readdirSync(documentsDir, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter(file => file.endsWith('.graphql')).sort()) {
    const location = join(documentsDir, name)
    const target = location.replace(/\.graphql$/, '.generated.ts')
    const content = await codegen({
      filename: target,
      schema: parse(printed),
      schemaAst: schema,
      documents: [{ location, document: parse(readFileSync(location, 'utf8')) }],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { DateTime: 'string', ByteSize: 'number' },
      },
      plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
      pluginMap: { typescriptOperations, typedDocumentNode },
    })
    files.set(target, `// Written by codegen.ts from ${name}: do not edit.\n${content}`)
  }
  return files
}

if (import.meta.main) {
  const check = process.argv.includes('--check')
  let stale = 0
  for (const [file, content] of await generate()) {
    if (existsSync(file) && readFileSync(file, 'utf8') === content) continue
    stale += 1
    if (check) console.error(`${file} is not current: run npm run codegen`)
    else writeFileSync(file, content)
  }
  if (check && stale > 0) process.exit(1)
}
