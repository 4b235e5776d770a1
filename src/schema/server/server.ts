import { installedBorg, listWorkers } from '../../domain/calls/workers.ts'
import { largestSize } from '../../domain/kernel/pages.ts'
import type { StreamLimits } from '../../domain/kernel/stream-limits.ts'
import { builder, limits } from '../builder.ts'
import type { BorgFacts } from '../context.ts'
import { Machine } from './machine.ts'

const Vulnerability = builder.objectRef<BorgFacts['vulnerabilities'][number]>('BorgVulnerability').implement({
  description: 'A published weakness of an installed Borg.',
  fields: t => ({
    id: t.exposeString('id', { description: 'Its CVE number.' }),
    summary: t.exposeString('summary', { description: 'What can happen.' }),
    fixedIn: t.exposeString('fixedIn', { description: 'The first Borg without it.' }),
  }),
})

const Worker = builder.objectRef<Awaited<ReturnType<typeof listWorkers>>[number]>('Worker').implement({
  description: 'A process that runs Borg.',
  fields: t => ({
    pools: t.stringList({
      description: 'The pools that it serves.',
      resolve: worker => worker.pools.split(','),
    }),
    concurrency: t.exposeInt('concurrency', { description: 'How many jobs it runs at once.' }),
    borgVersion: t.exposeString('borgVersion', {
      nullable: true,
      description: 'Its Borg; null when it has none.',
    }),
    capabilities: t.stringList({
      description: 'What this Borg can do that others cannot.',
      resolve: (worker, _args, { server }) =>
        worker.borgVersion ? server.describeBorg(worker.borgVersion).capabilities : [],
    }),
    vulnerabilities: t.field({
      type: [Vulnerability],
      description: 'Published weaknesses of this Borg.',
      resolve: (worker, _args, { server }) =>
        worker.borgVersion ? server.describeBorg(worker.borgVersion).vulnerabilities : [],
    }),
    heartbeatAt: t.expose('heartbeatAt', { type: 'DateTime', description: 'Its last sign of life.' }),
  }),
})

const Limits = builder.objectRef<typeof limits & StreamLimits>('Limits').implement({
  description: 'How large an operation may be, and what clients may hold of the server.',
  fields: t => ({
    complexity: t.exposeInt('complexity', {
      description:
        'Sum over all fields, lists counted by their page size, and fields that keep something busy by what they cost: a mutation 1000, a call of Borg 5000, a password 10000, an instant of a cron expression 50.',
    }),
    depth: t.exposeInt('depth', { description: 'Nesting.' }),
    breadth: t.exposeInt('breadth', { description: 'Number of fields.' }),
    nodes: t.exposeInt('nodes', { description: 'Ids that `nodes` takes at once.' }),
    pageSize: t.int({ description: 'Largest page of a connection.', resolve: () => largestSize }),
    logPageSize: t.int({ description: 'Largest page of a log.', resolve: () => 1000 }),
    maxStreams: t.exposeInt('maxStreams', {
      description:
        'Subscriptions and event streams of all clients at once; more are refused with `UNAVAILABLE`.',
    }),
    maxStreamsPerAddress: t.exposeInt('maxStreamsPerAddress', {
      description: 'Subscriptions and event streams of one IP address at once.',
    }),
    maxStreamsPerCredential: t.exposeInt('maxStreamsPerCredential', {
      description: 'Subscriptions and event streams of one session or API key at once.',
    }),
    maxConnections: t.exposeInt('maxConnections', {
      description: 'Connections of all clients at once; more are refused with status 503.',
    }),
    maxConnectionsPerAddress: t.exposeInt('maxConnectionsPerAddress', {
      description: 'Connections of one IP address at once. Those of trusted proxies are not counted.',
    }),
    maxUnsentBytesPerConnection: t.expose('maxUnsentBytesPerConnection', {
      type: 'ByteSize',
      description: 'Bytes that wait for one client, beyond which its streams pause until it has read them.',
    }),
    maxUnsentBytesPerCredential: t.expose('maxUnsentBytesPerCredential', {
      type: 'ByteSize',
      description:
        'Bytes that wait for all connections of one session or API key, beyond which those are cut that do not read.',
    }),
    maxUnsentBytesPerAddress: t.expose('maxUnsentBytesPerAddress', {
      type: 'ByteSize',
      description: 'Bytes that wait for one IP address, beyond which connections are cut that do not read.',
    }),
    maxUnsentBytes: t.expose('maxUnsentBytes', {
      type: 'ByteSize',
      description: 'Bytes that wait for all clients, beyond which connections are cut that do not read.',
    }),
    maxLogMemoryBytes: t.expose('maxLogMemoryBytes', {
      type: 'ByteSize',
      description: 'Memory for the parts of logs that are on their way to followers.',
    }),
    stallTimeoutMs: t.exposeInt('stallTimeoutMs', {
      description:
        'A stream is cut (WebSocket close code 1013) when its client takes no byte for so many milliseconds.',
    }),
    firstByteTimeoutMs: t.exposeInt('firstByteTimeoutMs', {
      description: 'A connection without a first byte is closed after so many milliseconds.',
    }),
  }),
})

const Server = builder.objectRef<object>('Server').implement({
  description: 'The server itself.',
  fields: t => ({
    version: t.string({
      description: 'Of Vinculum.',
      resolve: (_server, _args, { server }) => server.version,
    }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'Since when this process runs.',
      resolve: (_server, _args, { server }) => server.startedAt,
    }),
    borgVersion: t.string({
      nullable: true,
      description: 'Of the Borg that runs here; null without a living worker that has one.',
      resolve: (_server, _args, { scope }) => installedBorg(scope),
    }),
    workers: t.field({
      type: [Worker],
      description: 'The living workers.',
      resolve: (_server, _args, { scope }) => listWorkers(scope),
    }),
    machine: t.field({
      type: Machine,
      description: 'How busy the machine of this process is.',
      resolve: (_server, _args, { server }) => server.readMachine(),
    }),
    limits: t.field({
      type: Limits,
      description: 'How large an operation may be, and what clients may hold of the server.',
      resolve: (_server, _args, { server }) => ({ ...limits, ...server.limits }),
    }),
  }),
})

builder.queryField('server', t =>
  t.field({
    type: Server,
    authScopes: { signedIn: true },
    description: 'The server itself.',
    resolve: () => ({}),
  }),
)
