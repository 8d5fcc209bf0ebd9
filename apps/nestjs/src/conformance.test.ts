import { hostConformance } from '@flightdeck/host-kit/conformance'
import { plain } from '../host.mjs'

// Both modes are the same code path in Nest; src/host.test.ts tests each.
hostConformance({ ...plain, command: ['node', 'dist/relay.js'] }, { modes: ['multi-route'] })
