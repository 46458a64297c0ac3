import { Concealment } from '../../src/services/concealment';

/** What is shown of an error's message, of which something is to be concealed. */
export function shown(message: string, conceal: (into: Concealment) => void): string {
  const into = new Concealment(message);
  conceal(into);
  return into.shown();
}
