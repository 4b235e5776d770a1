import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Answer, startTestServer, type TestServer } from '../support/server.ts'
import { collect, createSocket } from '../support/subscribe.ts'
import { mutate } from './mutate.ts'

const password = 'a password of theirs'
const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken user { username } } }'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    env: { TRUSTED_PROXIES: '127.0.0.1/32', LOGIN_MAX_ACCOUNT_FAILURES: '20' },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

let count = 0
async function makeUser(): Promise<string> {
  const username = `user-${++count}`
  await mutate(server, 'createUser', { username, password })
  return username
}

async function post(query: string, variables: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  return (await response.json()) as Answer
}

const attempt = (username: string, guess: string, address = '192.0.2.1') =>
  post(signIn, { input: { username, password: guess } }, { 'x-forwarded-for': address })
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code ?? 'OK'

describe('the limit of failures', () => {
  it('refuses a user from one address after five, says for how long, and lets everybody else in', async () => {
    const [victim, neighbour] = [await makeUser(), await makeUser()]
    const codes = []
    for (let failure = 1; failure <= 4; failure += 1) codes.push(codeOf(await attempt(victim, 'wrong')))
    expect(codes).toEqual(Array(4).fill('UNAUTHENTICATED'))
    const fifth = await attempt(victim, 'wrong')
    expect(fifth.errors).toMatchObject([
      {
        message: expect.stringMatching(/^Too many failed attempts\. Try again in \d+ s\.$/),
        extensions: { code: 'RATE_LIMITED', params: { retryAfterSeconds: expect.any(Number) } },
      },
    ])
    const seconds = Number(
      (fifth.errors![0]!.extensions.params as { retryAfterSeconds: number }).retryAfterSeconds,
    )
    expect(seconds).toBeGreaterThan(890)
    expect(seconds).toBeLessThanOrEqual(900)
    // The right password, also in other letters, does not help any more.
    expect(codeOf(await attempt(victim, password))).toBe('RATE_LIMITED')
    expect(codeOf(await attempt(victim.toUpperCase(), password))).toBe('RATE_LIMITED')

    expect(codeOf(await attempt(neighbour, password))).toBe('OK')
    expect(codeOf(await attempt(victim, password, '192.0.2.2'))).toBe('OK')
  })

  it('starts again after a success', async () => {
    const username = await makeUser()
    for (let round = 1; round <= 3; round += 1) {
      for (let failure = 1; failure <= 4; failure += 1)
        expect(codeOf(await attempt(username, 'wrong'))).toBe('UNAUTHENTICATED')
      expect(codeOf(await attempt(username, password))).toBe('OK')
    }
  })

  it('cannot be outrun by many attempts at once', async () => {
    const username = await makeUser()
    const answers = await Promise.all(Array.from({ length: 30 }, () => attempt(username, 'wrong')))
    const tried = answers.filter(answer => codeOf(answer) === 'UNAUTHENTICATED')
    expect(tried.length).toBeLessThanOrEqual(5)
    expect(codeOf(await attempt(username, password))).toBe('RATE_LIMITED')
  })

  it('holds for graphql-ws as well, by the address that the proxy names', async () => {
    const username = await makeUser()
    const from = (address: string) =>
      createSocket(server, null, {
        webSocketImpl: class extends WebSocket {
          constructor(url: string, protocols: string[]) {
            super(url, protocols, { headers: { 'x-forwarded-for': `203.0.113.9, ${address}` } })
          }
        },
      })
    const socket = from('192.0.2.7')
    const input = { username, password: 'wrong' }
    for (let failure = 1; failure <= 4; failure += 1) await collect(socket, signIn, { input })
    const [fifth] = await collect(socket, signIn, { input })
    expect(codeOf(fifth!)).toBe('RATE_LIMITED')
    // The same address by HTTP, and another one by WebSocket.
    expect(codeOf(await attempt(username, password, '192.0.2.7'))).toBe('RATE_LIMITED')
    const elsewhere = from('192.0.2.8')
    const [good] = await collect(elsewhere, signIn, { input: { username, password } })
    expect(good).toMatchObject({ data: { signIn: { user: { username } } } })
    await Promise.all([socket.dispose(), elsewhere.dispose()])
  })

  it.each([
    [
      'addresses of one IPv6 /64',
      (guess: number) => `2001:db8:${guess}::1`,
      (guess: number) => `2001:db8:7:7:${guess}::${guess}`,
    ],
    [
      'spellings of one IPv4 address',
      (guess: number) => `198.51.100.${guess}`,
      (guess: number) =>
        ['192.0.2.99', '::ffff:192.0.2.99', '::FFFF:C000:263', '192.0.2.99:1234', '::ffff:c000:0263'][guess]!,
    ],
  ])('counts the %s together', async (_what, others, same) => {
    const username = await makeUser()
    for (let guess = 0; guess < 5; guess += 1)
      expect(codeOf(await attempt(username, 'wrong', others(guess)))).toBe('UNAUTHENTICATED')
    const codes = []
    for (let guess = 0; guess < 5; guess += 1)
      codes.push(codeOf(await attempt(username, 'wrong', same(guess))))
    expect(codes).toEqual([...Array(4).fill('UNAUTHENTICATED'), 'RATE_LIMITED'])
  })

  it('counts what many addresses guess, and never locks those out that the account knows', async () => {
    const username = await makeUser()
    const home = '192.0.2.200'
    expect(codeOf(await attempt(username, password, home))).toBe('OK')
    const codes = []
    for (let guess = 1; guess <= 21; guess += 1)
      codes.push(codeOf(await attempt(username, 'wrong', `203.0.113.${guess}`)))
    expect(codes).toEqual([...Array(19).fill('UNAUTHENTICATED'), 'RATE_LIMITED', 'RATE_LIMITED'])
    // Unknown addresses wait, also with the right password; home does not, and failures there are its own.
    expect(codeOf(await attempt(username, password, '203.0.113.77'))).toBe('RATE_LIMITED')
    expect(codeOf(await attempt(username, 'wrong', home))).toBe('UNAUTHENTICATED')
    expect(codeOf(await attempt(username, password, home))).toBe('OK')
    expect(codeOf(await attempt(await makeUser(), password, '203.0.113.77'))).toBe('OK')
  })

  it('believes nobody but the proxies about addresses', async () => {
    await using open = await startTestServer()
    const codes = []
    for (let failure = 1; failure <= 5; failure += 1) {
      const response = await fetch(`${open.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `192.0.2.${failure}` },
        body: JSON.stringify({
          query: signIn,
          variables: { input: { username: 'admin', password: 'wrong' } },
        }),
      })
      codes.push(codeOf((await response.json()) as Answer))
    }
    expect(codes.at(-1)).toBe('RATE_LIMITED')
  })
})

it('lets the right password in while one address floods the server with wrong ones', async () => {
  const username = await makeUser()
  let tried = 0
  const flood = Array.from({ length: 400 }, (_nothing, index) =>
    attempt(`flood-${index}`, 'wrong', '192.0.2.240').finally(() => (tried += 1)),
  )
  // From here on all of it is in line.
  await Promise.race(flood)
  const probe = spawn(process.execPath, ['--input-type=module', '-e', watchOf(`${server.url}/livez`)])
  await once(probe.stdout, 'data')
  const [askedAt, triedBefore] = [performance.now(), tried]
  expect(codeOf(await attempt(username, password, '192.0.2.241'))).toBe('OK')
  // Its turn came next, not after the whole flood.
  expect(tried - triedBefore).toBeLessThan((400 - triedBefore) / 2)
  for (const answer of await Promise.all(flood))
    expect(['UNAUTHENTICATED', 'UNAVAILABLE']).toContain(codeOf(answer))
  const [longest] = await Promise.all([once(probe.stdout, 'data'), probe.stdin.end()])
  // Hashing is beside the event loop; on it, one answer would take as long as what is left of the flood.
  expect(Number(longest)).toBeLessThan((performance.now() - askedAt) / 2)
})

/** A program that asks an address all the time, and says how long the longest answer took once its standard input ends. */
const watchOf = (url: string) => `
  let isOver = false
  process.stdin.resume().on('end', () => { isOver = true })
  let longest = 0
  await fetch(${JSON.stringify(url)})
  console.log('ready')
  while (!isOver) {
    const startedAt = performance.now()
    await fetch(${JSON.stringify(url)})
    longest = Math.max(longest, performance.now() - startedAt)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  console.log(longest)
`

it('takes as long for a user that does not exist as for one that does', async () => {
  const username = await makeUser()
  // Whatever is made on the first occasion.
  await attempt('nobody', 'wrong', '198.51.100.1')
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let round = 1; round <= 15; round += 1)
    for (const [kind, name] of [
      ['known', username],
      ['unknown', `nobody-${round}`],
    ] as const) {
      const startedAt = performance.now()
      // Addresses differ, so that no limit cuts anything short.
      const answer = await attempt(name, 'wrong', `198.51.100.${round + 1}`)
      times[kind].push(performance.now() - startedAt)
      expect(answer.errors![0]).toMatchObject({ message: 'Wrong username or password.' })
    }
  const median = (values: number[]) => values.toSorted((one, other) => one - other)[7]!
  const ratio = median(times.unknown) / median(times.known)
  // Without the decoy it is less than a tenth.
  expect(ratio).toBeGreaterThan(0.6)
  expect(ratio).toBeLessThan(1.6)
})
