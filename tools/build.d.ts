/** What tests use of build.js, which is plain JavaScript because it runs before anything is compiled. */
export declare const root: string
export declare function ensureBuilt(options: { readonly screens: boolean }): Promise<void>
