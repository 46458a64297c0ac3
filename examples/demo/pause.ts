/** Stands for work. */
export { setTimeout as pause } from 'node:timers/promises';
