import { hostConformance } from '@flightdeck/host-kit/conformance'
import { host } from '../host.mjs'

hostConformance(
  { ...host, command: [...host.command, 'dist/relay'] },
  {
    // Both modes are the same code path in TanStack Start; test/host.test.ts tests each.
    modes: ['multi-route'],
    // srvx sends the headers with the first bytes of the body, such as a keep-alive comment.
    defaults: { keepAliveMs: 100 },
    except: { 'invalid percent-encoding': 'TanStack Start itself responds to a path that it cannot decode' },
  },
)
