import { hostTests, keepAliveTest } from '@flightdeck/host-kit/tests'
import { plain, prefixed } from '../host.mjs'

hostTests(plain)
hostTests(prefixed)
if (process.env.TEST_FULL) keepAliveTest(plain)
