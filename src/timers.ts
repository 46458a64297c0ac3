import {
  clearInterval as clearNodeInterval,
  clearTimeout as clearNodeTimeout,
  setImmediate as setNodeImmediate,
  setInterval as setNodeInterval,
  setTimeout as setNodeTimeout,
} from 'node:timers';

/*
 * The timers of Node.js as they were when this module was loaded. Tests of an application replace the global ones and
 * those of `node:timers` (Sinon, Vitest, `mock.timers` of Node.js): they count the timers, run them, and warn of a real
 * one that is cleared. Those of telemetry are none of theirs.
 */
const clearIntervalHere = clearNodeInterval;
const clearTimeoutHere = clearNodeTimeout;
const setImmediateHere = setNodeImmediate;
const setIntervalHere = setNodeInterval;
const setTimeoutHere = setNodeTimeout;

export {
  clearIntervalHere as clearInterval,
  clearTimeoutHere as clearTimeout,
  setImmediateHere as setImmediate,
  setIntervalHere as setInterval,
  setTimeoutHere as setTimeout,
};
