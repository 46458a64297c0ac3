/** The functions of `lambdaServer.ts`. */

interface LambdaContext {
  readonly clientContext?: unknown;
}

/** Answers with what it was called with. */
export async function echo(event: unknown, context: LambdaContext): Promise<object> {
  return { event, clientContext: context.clientContext ?? null };
}

/** Throws. */
export async function boom(): Promise<never> {
  throw new TypeError('canary-of-the-function');
}
