// pnpm installs what is missing before it runs a script, see pnpm-workspace.yaml. `pnpm start` installs less, itself.
// After a change of this file, `pnpm install` updates its checksum in pnpm-lock.yaml.
module.exports = {
  hooks: {
    updateConfig(config) {
      const isStart = process.argv.slice(2).find((argument) => !argument.startsWith('-')) === 'start'
      return isStart && config.dir === __dirname ? { ...config, verifyDepsBeforeRun: false } : config
    },
  },
}
