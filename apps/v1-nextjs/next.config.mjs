// @ts-check

/** @type {import('next').NextConfig} */
export default {
  // Types are checked by a separate task in this repository.
  typescript: { ignoreBuildErrors: true },
}
