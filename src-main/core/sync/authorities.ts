// Whose certificates the endpoint and the mail servers may show: authorities this machine knows, and the office's own.
import { X509Certificate } from 'node:crypto'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { CodedFailure } from '../../../src-shared/errors.ts'

/**
 * The certificates of authorities in a PEM file.
 * @throws input-invalid where there is none, or one that is no authority's
 */
function readAuthorities(pem: string): readonly string[] {
  const wrong = new CodedFailure('input-invalid', { field: 'authority' })
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw wrong
  for (const block of blocks) {
    try {
      if (!new X509Certificate(block).ca) throw wrong
    } catch {
      throw wrong
    }
  }
  return blocks
}

/** From now on every TLS line of this process trusts these too. `pem` null: only whom the machine trusts. */
export function trustAuthorities(pem: string | null): void {
  const own = pem === null ? [] : readAuthorities(pem)
  setDefaultCACertificates([...getCACertificates('bundled'), ...getCACertificates('system'), ...own])
}

/** Whether a line failed because of the certificate it was shown, by the error's code. */
export const isDistrust = (code: string): boolean =>
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT_)/.test(code)
