import express from 'express'
import { expect, test } from 'vitest'
import { listen } from '../../test/test-server.ts'
import { urlencode } from './urlencode.ts'

test('a serialized form is parsed to the same values', async () => {
  const form = {
    a: '1',
    list: ['x', 'y & z'],
    deep: { er: { est: 'ä=' } },
    items: [{ n: '1' }, { n: '2' }],
    none: '',
  }
  const app = express()
  app.post('/', express.urlencoded({ extended: true }), (req, res) => {
    res.json(req.body)
  })
  const { url } = await listen(app)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await fetch(url, { method: 'POST', body: urlencode(form), headers })
  expect(await response.json()).toEqual(form)
})
