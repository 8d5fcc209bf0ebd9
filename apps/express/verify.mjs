// @ts-check
import { verifyHost } from '@flightdeck/host-kit/verify'
import { host } from './host.mjs'

await verifyHost(host)
