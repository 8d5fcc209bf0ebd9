import { hostConformance } from '@flightdeck/host-kit/conformance'
import { host } from '../host.mjs'

hostConformance(
  { ...host, command: [...host.command, 'relay'] },
  {
    // Both modes are the same code path in Next.js; src/host.test.ts tests each.
    modes: ['multi-route'],
    except: { 'invalid percent-encoding': 'Next.js itself responds to a path that it cannot decode' },
  },
)
