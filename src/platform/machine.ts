import { readFile, statfs } from 'node:fs/promises'
import { availableParallelism, cpus, freemem, loadavg, totalmem, uptime } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** How busy this machine is. Sizes in bytes, shares in percent, times in seconds. */
export interface Machine {
  cpuUsage: number
  cpuCount: number
  memoryTotal: number
  memoryAvailable: number
  /** Of the file system with the data directory. */
  diskTotal: number
  diskFree: number
  uptime: number
  /** Over 1, 5 and 15 minutes. */
  loadAverage: number[]
  network: { bytesSent: number; bytesReceived: number; packetsSent: number; packetsReceived: number }
}

/** The processor is watched for so long, in milliseconds. */
const window = 100

export async function readMachine(dataDir: string): Promise<Machine> {
  const before = cpuTimes()
  const [disk, network] = await Promise.all([statfs(dataDir), readNetwork(), sleep(window)])
  const after = cpuTimes()
  const total = after.total - before.total
  return {
    cpuUsage: total === 0 ? 0 : 100 * (1 - (after.idle - before.idle) / total),
    cpuCount: availableParallelism(),
    memoryTotal: totalmem(),
    memoryAvailable: freemem(),
    diskTotal: disk.blocks * disk.bsize,
    diskFree: disk.bavail * disk.bsize,
    uptime: Math.floor(uptime()),
    loadAverage: loadavg(),
    network,
  }
}

function cpuTimes(): { idle: number; total: number } {
  const all = cpus().map(({ times }) => times)
  return {
    idle: all.reduce((sum, { idle }) => sum + idle, 0),
    total: all.reduce((sum, times) => sum + Object.values(times).reduce((one, other) => one + other, 0), 0),
  }
}

/** Counters of all interfaces but the loopback's (proc(5), `/proc/net/dev`); zero where there is no such file. */
async function readNetwork(): Promise<Machine['network']> {
  const text = await readFile('/proc/net/dev', 'utf8').catch(() => '')
  const network = { bytesSent: 0, bytesReceived: 0, packetsSent: 0, packetsReceived: 0 }
  for (const line of text.split('\n')) {
    const [name, numbers] = line.split(':')
    if (!numbers || name!.trim() === 'lo') continue
    const fields = numbers.trim().split(/\s+/).map(Number)
    network.bytesReceived += fields[0] ?? 0
    network.packetsReceived += fields[1] ?? 0
    network.bytesSent += fields[8] ?? 0
    network.packetsSent += fields[9] ?? 0
  }
  return network
}
