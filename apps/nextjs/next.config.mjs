// @ts-check

/** @type {import('next').NextConfig} */
export default {
  // The type check is a task of its own in this repository.
  typescript: { ignoreBuildErrors: true },
}
