import { hostConformance } from '@flightdeck/host-kit/conformance'
import { host } from '../host.mjs'

hostConformance(
  { ...host, command: [...host.command, 'dist/relay'] },
  {
    // Both transports are one function to TanStack Start; test/host.test.ts runs each.
    modes: ['multi-route'],
    // srvx sends the headers with the first bytes; the comments of an idle stream are such bytes.
    defaults: { keepAliveMs: 100 },
    except: { 'invalid percent-encoding': 'TanStack Start itself answers an address that it cannot decode' },
  },
)
