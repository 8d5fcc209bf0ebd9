import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { exportChecksum } from './export-format.ts'

test('the checksum is SHA-256 over the lines with their line feeds', async () => {
  const lines = ['{"type":"RUN_STARTED"}', '{"text":"über 🎛️"}']
  const expected = createHash('sha256')
    .update(`${lines.join('\n')}\n`)
    .digest('hex')
  expect(await exportChecksum(lines)).toBe(`sha-256:${expected}`)
})
