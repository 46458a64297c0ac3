/**
 * A function that takes the first parameters only, or names their types itself, for a union with a function of exact
 * types. A method's parameters are compared in both directions. The two signatures are one: of several, TypeScript takes
 * none for what parameters are without a type, so that those have the exact types.
 */
export type LooseFunction<Parameters extends unknown[], Result> = {
  call(...parameters: Parameters): Result;
  // oxlint-disable-next-line eslint/no-unused-vars -- it makes this a signature of its own
  call<_>(...parameters: Parameters): Result;
}['call'];
