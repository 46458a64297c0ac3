import { createRequire } from 'node:module';

/** Loads a module when it is wanted and not before: what is measured depends on who is there first. */
export const load: NodeJS.Require = createRequire(__filename);
