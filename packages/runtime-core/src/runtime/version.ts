/** Put in place of the name when the package is built. */
declare const __PACKAGE_VERSION__: string

/** The version of this package. */
export const VERSION: string = __PACKAGE_VERSION__
