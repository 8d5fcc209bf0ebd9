/** Makes one file of a script and the sources of every package that it needs. Resolves with the path of the bundle. */
export declare function bundle(file: string): Promise<string>
