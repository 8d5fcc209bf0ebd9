// @ts-check
import { verifyHost } from '@flightdeck/host-kit/verify'
import { plain, prefixed } from './host.mjs'

await verifyHost(plain)
await verifyHost(prefixed)
