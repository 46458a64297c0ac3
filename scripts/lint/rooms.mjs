/**
 * The rooms of `src`, from the bottom to the top. This list alone decides which room may import which: a room may
 * import itself and the rooms before it.
 *
 * @type {ReadonlyArray<{ name: string, members: readonly string[], purpose: string }>} `members`: first path segments
 *   below `src`, files without their extension
 */
export const ROOMS = [
  { name: 'values', members: ['values', 'timers'], purpose: 'plain helpers on values, and the timers of Node.js' },
  { name: 'semconv', members: ['semconv'], purpose: 'names of attributes, spans and metrics' },
  {
    name: 'options',
    members: ['options', 'version', 'shared', 'diagnostics'],
    purpose: 'configuration, version, what copies of the package share, and what may be said of errors',
  },
  { name: 'propagation', members: ['propagation'], purpose: 'carriers: how a trace context travels with a message' },
  { name: 'sampling', members: ['sampling'], purpose: 'which spans are kept: a sampler for users' },
  { name: 'services', members: ['services'], purpose: 'what is special about each AWS service' },
  { name: 'operation', members: ['operation'], purpose: 'what a call asks for and how it ends' },
  {
    name: 'telemetry',
    members: ['telemetry'],
    purpose: 'who listens, the record of one call and its verbs, received messages, metrics, hooks',
  },
  { name: 'middleware', members: ['middleware'], purpose: 'the middleware that an SDK client runs' },
  { name: 'process', members: ['process'], purpose: 'the consumer side: spans around message handlers, forwarding' },
  { name: 'traced', members: ['traced'], purpose: 'spans around functions of the application' },
  { name: 'attach', members: ['attach'], purpose: 'finds client classes in modules as they load' },
  {
    name: 'instrumentation',
    members: ['instrumentClient', 'instrumentation'],
    purpose: 'installs the middleware, by hand or by patching',
  },
  { name: 'index', members: ['index'], purpose: 'the public names' },
  { name: 'waterfall', members: ['waterfall'], purpose: 'traces as text on a terminal, and as a picture' },
  { name: 'bootstrap', members: ['bootstrap'], purpose: 'sets up an SDK; only the doctor imports it' },
  {
    name: 'doctor',
    members: ['doctor'],
    purpose: 'the command that finds out why no traces arrive, and what they cost',
  },
];

/**
 * The position of a path's room in {@link ROOMS}.
 *
 * @param {string} path relative to `src`, with `/` between segments
 * @returns {number} -1 when the path belongs to no room
 */
export function roomIndex(path) {
  const member = path.split('/', 1)[0].replace(/\.[cm]?[jt]s$/, '');
  return ROOMS.findIndex((room) => room.members.includes(member));
}
