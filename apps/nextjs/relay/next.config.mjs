// @ts-check
// The app of src/conformance.test.ts: it serves runtimes that a test in another process configures.

/** @type {import('next').NextConfig} */
export default {
  experimental: { turbopackFileSystemCacheForBuild: false },
}
