/** What the conformance suite uses of jasmine-core, which has no types of its own. */
declare module 'jasmine-core' {
  interface Spec {
    getFullName(): string;
  }
  interface SpecResult {
    readonly fullName: string;
    readonly status: string;
    readonly failedExpectations: readonly { readonly message: string }[];
  }
  interface Environment {
    configure(options: { random: boolean; specFilter: (spec: Spec) => boolean }): void;
    addReporter(reporter: { specDone(result: SpecResult): void }): void;
    execute(): Promise<unknown>;
  }
  /** Puts `describe`, `it`, `expect` and the like among the globals. */
  const jasmineCore: { boot(globals: object): { getEnv(): Environment } };
  export default jasmineCore;
}
