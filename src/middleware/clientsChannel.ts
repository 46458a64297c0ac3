import { PACKAGE_NAME } from '../version';

/** The channel on which a client is announced that gets the middleware: one for all contexts of the process. */
export const CLIENTS = `${PACKAGE_NAME}:clients`;
