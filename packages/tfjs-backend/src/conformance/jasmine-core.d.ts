declare module "jasmine-core/lib/jasmine-core/jasmine.js" {
  interface SpecResult {
    readonly fullName: string;
    readonly status: string;
    readonly failedExpectations: readonly { readonly message: string }[];
  }
  interface Environment {
    configure(options: { readonly random: boolean }): void;
    addReporter(reporter: { readonly specDone: (result: SpecResult) => void }): void;
    execute(): Promise<unknown>;
  }
  interface Jasmine {
    getEnv(): Environment;
  }
  const jasmineRequire: {
    core(require: unknown): Jasmine;
    interface(jasmine: Jasmine, environment: Environment): object;
  };
  export default jasmineRequire;
}
