import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Browser } from './browser.ts'

/** A provider in a process of its own; see `test/fixtures/openid-provider.ts`. */
export interface OpenIdProviderProcess extends AsyncDisposable {
  readonly issuer: string
  readonly clientSecret: string
  /** Until this has been called, the provider is down. */
  serve(redirectUri: string): Promise<void>
}

export async function startOpenIdProvider(): Promise<OpenIdProviderProcess> {
  const clientSecret = 'a secret of the client only'
  const child = spawn(process.execPath, [join(import.meta.dirname, '../fixtures/openid-provider.ts')], {
    env: { PATH: process.env.PATH, CLIENT_SECRET: clientSecret },
    // Its warnings about development are nothing new.
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const issuer = (await lines.next()).value as string
  return {
    issuer,
    clientSecret,
    async serve(redirectUri) {
      child.stdin.write(`${redirectUri}\n`)
      // The library has a few lines to say about development.
      while ((await lines.next()).value !== 'ready');
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/**
 * Goes through the provider's forms, as somebody who types this name.
 *
 * @param name null: presses Cancel
 * @returns the first address outside the provider: the callback
 */
export async function passProvider(browser: Browser, start: string, name: string | null): Promise<string> {
  const { origin } = new URL(start)
  let page = await browser.get(start)
  for (let step = 0; step < 20; step += 1) {
    const { location } = page
    if (location && new URL(location).origin !== origin) return location
    if (location) {
      page = await browser.get(location)
      continue
    }
    const [, action] = /action="([^"]+)"/.exec(page.text) ?? []
    const [, prompt] = /name="prompt" value="(\w+)"/.exec(page.text) ?? []
    const [, abort] = /href="([^"]+\/abort)"/.exec(page.text) ?? []
    if (!action || !prompt || !abort)
      throw new Error(`Not a form of the provider: ${page.text.slice(0, 500)}`)
    page =
      name === null
        ? await browser.get(new URL(abort, start).href)
        : await browser.post(new URL(action, start).href, { prompt, login: name, password: 'any' })
  }
  throw new Error('The provider does not come to an end.')
}

export { Browser }
