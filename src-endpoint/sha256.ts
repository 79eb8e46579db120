// The digest everything here is known by: SHA-256 in hexadecimal.
import { hash } from 'node:crypto'

export const sha256 = (content: string | Buffer): string => hash('sha256', content)
