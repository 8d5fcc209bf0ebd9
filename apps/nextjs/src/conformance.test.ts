import { hostConformance } from '@flightdeck/host-kit/conformance'
import { host } from '../host.mjs'

hostConformance(
  { ...host, command: [...host.command, 'relay'] },
  {
    // Both transports are one function to Next; src/host.test.ts runs each.
    modes: ['multi-route'],
    except: { 'invalid percent-encoding': 'Next itself answers an address that it cannot decode' },
  },
)
