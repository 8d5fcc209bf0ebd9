import { hostConformance } from '@flightdeck/host-kit/conformance'
import { plain } from '../host.mjs'

// Both transports are one function to Nest; src/host.test.ts runs each.
hostConformance({ ...plain, command: ['node', 'dist/relay.js'] }, { modes: ['multi-route'] })
