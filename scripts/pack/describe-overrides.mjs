// @ts-check

/**
 * @typedef {object} Packed
 * @property {string} folder where the tarballs are
 * @property {Readonly<Record<string, string>>} tarballs the absolute path of each package's tarball, by its name
 * @property {Readonly<Record<string, string>>} stock versions that the stock clients of CopilotKit need, by name
 */

/**
 * Explains how to install the tarballs with npm, pnpm and yarn: dependencies between the packages have to resolve to the
 * tarballs as well, because no registry has the packages.
 *
 * @param {Packed} packed
 * @returns {string}
 */
export function describeOverrides({ folder, tarballs, stock }) {
  const files = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]))
  const all = { ...files, ...stock }
  return `Packed ${Object.keys(files).length} packages to ${folder}

1. Add the overrides to your project. The last two are for CopilotKit's client packages.

npm, in package.json:

${asJson('overrides', all)}

pnpm, in pnpm-workspace.yaml next to your package.json:

overrides:
${Object.entries(all)
  .map(([name, spec]) => `  ${JSON.stringify(name)}: ${JSON.stringify(spec)}`)
  .join('\n')}

yarn, in package.json:

${asJson('resolutions', all)}

2. Add the packages that you import to "dependencies" in package.json, for example:

${asJson('dependencies', { '@flightdeck/runtime': files['@flightdeck/runtime'] })}

   In place of CopilotKit's runtime, whose imports stay as they are:

${asJson('dependencies', { '@copilotkit/runtime': files['@flightdeck/runtime'] })}

3. Install. After packing again, delete your lockfile first: it has the checksums of the former tarballs.`
}

/**
 * @param {string} key
 * @param {object} value
 */
function asJson(key, value) {
  return JSON.stringify({ [key]: value }, null, 2)
    .split('\n')
    .slice(1, -1)
    .join('\n')
}
