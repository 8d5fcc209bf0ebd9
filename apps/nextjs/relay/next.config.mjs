// @ts-check
// The application of src/conformance.test.ts: it serves what a test in another process asks for.

/** @type {import('next').NextConfig} */
export default {
  experimental: { turbopackFileSystemCacheForBuild: false },
}
