// What every drawn letter shares on its way to a page: how an edition is cited on it, and its bytes with their pages counted.

/** `2026-2` as it is cited: 2026年第2期. Another form of name stays as it is. */
export function editionText(edition: string): string {
  const match = /^(\d{4})-(\d+)$/.exec(edition)
  return match === null ? edition : `${match[1]}年第${match[2]}期`
}

/** A drawn letter as a page gets it. */
export async function handedOver(fileName: string, letterNumber: string, bytes: Uint8Array) {
  const { countPages } = await import('../letters/letter-page.ts')
  return { fileName, letterNumber, pdf: Buffer.from(bytes).toString('base64'), pages: countPages(bytes) }
}
