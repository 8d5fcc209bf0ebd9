import { hostConformance } from '@flightdeck/host-kit/conformance'
import { host } from '../host.mjs'

const [program, ...args] = host.command
hostConformance({ ...host, command: [program, ...args.slice(0, -1), 'src/relay.ts'] })
