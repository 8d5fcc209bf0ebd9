import { installLine, missingOf, type NeededPackage } from '../sdk/missing-packages.ts'
import { type NamedModel, readModelName } from './load-model.ts'
import { PACKAGES } from './model-factories.ts'

/** The packages that a run with a model by name needs. */
export function packagesOfModel(
  { spec, provider }: NamedModel,
  neededBy: string = `The model "${spec}"`,
): NeededPackage[] {
  return [
    { packageName: 'ai', neededBy },
    { packageName: PACKAGES[provider.api], neededBy },
  ]
}

/**
 * Says which packages are not installed that a model by name needs, each with the line that installs it. Says nothing on hosts
 * that cannot resolve packages synchronously, and in a bundle.
 */
export function missingPackagesOf(model: string, neededBy?: string): string[] {
  return missingOf(packagesOfModel(readModelName(model), neededBy)).map((one) =>
    installLine(one.packageName, one.neededBy),
  )
}
