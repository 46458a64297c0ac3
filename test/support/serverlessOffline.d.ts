declare module 'serverless-offline/lambda' {
  interface FunctionDefinition {
    readonly name: string;
    readonly handler: string;
    readonly runtime: string;
  }

  export default class Lambda {
    constructor(serverless: object, options: object);
    create(functions: readonly { functionKey: string; functionDefinition: FunctionDefinition }[]): void;
    start(): Promise<void>;
    stop(timeout: number): Promise<void>;
    cleanup(): Promise<void>;
  }
}
