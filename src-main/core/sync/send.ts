// One request over HTTP, answered as it travels: nothing of the body is read or unpacked here, and nothing is sent a second time.
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'

export type Outgoing = {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  readonly signal: AbortSignal
}

/** Resolves when the head of the answer is here, whatever its status. @throws the system's error where none came */
export function send(url: string, { method, headers, body, signal }: Outgoing): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http
    request(url, { method, headers: { ...headers }, signal }, resolve)
      .on('error', reject)
      .end(body)
  })
}
