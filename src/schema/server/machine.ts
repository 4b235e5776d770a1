import { builder } from '../builder.ts'
import type { MachineFacts } from '../context.ts'

const Network = builder.objectRef<MachineFacts['network']>('MachineNetwork').implement({
  description: 'What went over the network since the machine started.',
  fields: t => ({
    bytesSent: t.expose('bytesSent', { type: 'ByteSize', description: 'Sent.' }),
    bytesReceived: t.expose('bytesReceived', { type: 'ByteSize', description: 'Received.' }),
    packetsSent: t.exposeFloat('packetsSent', { description: 'Sent.' }),
    packetsReceived: t.exposeFloat('packetsReceived', { description: 'Received.' }),
  }),
})

export const Machine = builder.objectRef<MachineFacts>('Machine').implement({
  description: 'How busy the machine of this process is.',
  fields: t => ({
    cpuUsage: t.exposeFloat('cpuUsage', { description: 'Of all processors, in percent.' }),
    cpuCount: t.exposeInt('cpuCount', { description: 'Processors that this process may use.' }),
    memoryTotal: t.expose('memoryTotal', { type: 'ByteSize', description: 'Memory.' }),
    memoryAvailable: t.expose('memoryAvailable', { type: 'ByteSize', description: 'Of it, free.' }),
    diskTotal: t.expose('diskTotal', {
      type: 'ByteSize',
      description: 'The file system with the data directory.',
    }),
    diskFree: t.expose('diskFree', { type: 'ByteSize', description: 'Of it, free.' }),
    uptime: t.exposeInt('uptime', { description: 'Seconds since the machine started.' }),
    loadAverage: t.exposeFloatList('loadAverage', { description: 'Over 1, 5 and 15 minutes.' }),
    network: t.expose('network', { type: Network, description: 'Traffic.' }),
  }),
})
