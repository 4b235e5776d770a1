/** A page as a browser gets it; redirects are not followed. */
export interface Page {
  status: number
  /** Absolute. */
  location: string | null
  text: string
  setCookies: string[]
}

/** Keeps cookies by origin, path and age, as far as tests need it. */
export class Browser {
  readonly #jar = new Map<string, { value: string; path: string }>()

  get(url: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.send('GET', url, { headers })
  }

  post(url: string, form: Record<string, string>): Promise<Page> {
    return this.send('POST', url, { body: new URLSearchParams(form) })
  }

  async send(method: string, url: string, init: Omit<RequestInit, 'method'> = {}): Promise<Page> {
    const cookie = this.cookies(url)
    const response = await fetch(url, {
      ...init,
      method,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) },
    })
    const setCookies = response.headers.getSetCookie()
    for (const line of setCookies) this.#keep(url, line)
    const location = response.headers.get('location')
    return {
      status: response.status,
      location: location && new URL(location, url).href,
      text: await response.text(),
      setCookies,
    }
  }

  /** What is sent to an address. */
  cookies(url: string): string {
    const { origin, pathname } = new URL(url)
    return [...this.#jar]
      .filter(([key, { path }]) => key.startsWith(`${origin} `) && pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(' ')[1]}=${value}`)
      .join('; ')
  }

  #keep(url: string, line: string): void {
    const [pair = '', ...attributes] = line.split(/; */)
    const [name = '', ...rest] = pair.split('=')
    const attribute = (wanted: string) =>
      attributes.find(text => text.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1)
    const key = `${new URL(url).origin} ${name}`
    const over = attribute('max-age') === '0' || Date.parse(attribute('expires') ?? '') < Date.now()
    if (over) this.#jar.delete(key)
    else this.#jar.set(key, { value: rest.join('='), path: attribute('path') ?? '/' })
  }
}
