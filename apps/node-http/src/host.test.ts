import { hostTests, keepAliveTest } from '@flightdeck/host-kit/tests'
import { host } from '../host.mjs'

hostTests(host)
keepAliveTest(host)
