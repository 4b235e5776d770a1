/**
 * Writes what is derived from the schema: `schema.graphql`, and for each REST dialect the typed documents of its
 * `.graphql` files. `node codegen.ts --check` only tells whether they are current.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as typedDocumentNode from '@graphql-codegen/typed-document-node'
import * as typescriptOperations from '@graphql-codegen/typescript-operations'
import { lexicographicSortSchema, parse, printSchema } from 'graphql'
import { schema } from './src/schema/index.ts'

const root = import.meta.dirname
const documentsDir = join(root, 'src/rest-compat')

/** What all documents share: enumerations and inputs. */
const schemaTypes = join(documentsDir, 'generated/schema.ts')
/** The documents of a dialect, whichever folder they are in, by their own names. */
const targetOf = (location: string) => {
  const [dialect] = relative(documentsDir, location).split('/')
  return join(documentsDir, 'generated', dialect!, `${basename(location, '.graphql')}.ts`)
}

/** Every derived file with its content. */
export async function generate(): Promise<Map<string, string>> {
  const printed = printSchema(lexicographicSortSchema(schema))
  const names = readdirSync(documentsDir, { recursive: true, encoding: 'utf8' })
  const documents = names
    .filter(name => name.endsWith('.graphql'))
    .sort()
    .map(name => ({ location: join(documentsDir, name), document: parseFile(join(documentsDir, name)) }))
  const files = new Map([[join(root, 'schema.graphql'), `${printed}\n`]])
  const write = async (target: string, from: typeof documents, source: string, config: object) => {
    const content = await codegen({
      filename: target,
      schema: parse(printed),
      schemaAst: schema,
      documents: from,
      config: {
        useTypeImports: true,
        strictScalars: true,
        scalars: { DateTime: 'string', ByteSize: 'number' },
        ...config,
      },
      plugins: [{ typescriptOperations: {} }, ...(from.length === 1 ? [{ typedDocumentNode: {} }] : [])],
      pluginMap: { typescriptOperations, typedDocumentNode },
    })
    files.set(target, `// Written by codegen.ts from ${source}: do not edit.\n${content}`)
  }
  // Files of documents do not see each other, and may use a name again.
  const ofSchema = { generateOperationTypes: false, skipDocumentsValidation: true }
  await write(schemaTypes, documents, 'the schema', ofSchema)
  for (const document of documents) {
    await write(targetOf(document.location), [document], relative(documentsDir, document.location), {
      importSchemaTypesFrom: relative(process.cwd(), schemaTypes),
      importExtension: '.ts',
    })
  }
  return files
}

const parseFile = (path: string) => parse(readFileSync(path, 'utf8'))

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
