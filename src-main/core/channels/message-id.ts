// The Message-ID a letter goes out under: it names the letter, so that any window of the unit knows an answer to it.

const ofLetter = /^<([A-Za-z0-9-]{1,100})\.[0-9a-f]{16}@[A-Za-z0-9.-]+>$/

/**
 * The Message-ID of the mail that carries a letter: known before sending and the same for every attempt, so that a message
 * sent twice is recognised as one. `stream` is `verification/…`, `job` a random UUID, `domain` the sender's. Short, so that no
 * mail program folds it onto a second line.
 */
export function letterMessageId(stream: string, job: string, domain: string): string {
  return `<${stream.replace(/^verification\//, '')}.${job.replaceAll('-', '').slice(0, 16)}@${domain}>`
}

/** The letter a Message-ID names, if it is one of ours in form; whether it went out under it is for the letter's events to say. */
export function streamOfMessageId(messageId: string): string | null {
  const match = ofLetter.exec(messageId)
  return match === null ? null : `verification/${match[1]}`
}
