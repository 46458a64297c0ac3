/**
 * The rooms of `src`, from the bottom to the top: the one place that says who may import whom.
 * A room may import itself and the rooms before it in this list.
 *
 * @type {ReadonlyArray<{ name: string, members: readonly string[], purpose: string }>}
 *   `members`: first path segments below `src`, files without their extension
 */
export const ROOMS = [
  { name: 'semconv', members: ['semconv'], purpose: 'names of attributes, spans and metrics' },
  {
    name: 'options',
    members: ['options', 'version', 'shared'],
    purpose: 'configuration, version and what copies of the package share',
  },
  { name: 'propagation', members: ['propagation'], purpose: 'carriers: how a trace context travels with a message' },
  { name: 'services', members: ['services'], purpose: 'what is special about each AWS service' },
  { name: 'operation', members: ['operation'], purpose: 'what a call asks for and how it ended' },
  { name: 'instrumenter', members: ['instrumenter'], purpose: 'starts and ends spans, records metrics, runs hooks' },
  { name: 'middleware', members: ['middleware'], purpose: 'the middleware that an SDK client runs' },
  { name: 'process', members: ['process'], purpose: 'the consumer side: spans around message handlers' },
  { name: 'traced', members: ['traced'], purpose: 'spans around functions of the application' },
  { name: 'attach', members: ['attach'], purpose: 'finds client classes in modules as they load' },
  {
    name: 'instrumentation',
    members: ['instrumentClient', 'instrumentation'],
    purpose: 'installs the middleware, by hand or by patching',
  },
  { name: 'index', members: ['index'], purpose: 'the public names' },
  { name: 'bootstrap', members: ['bootstrap'], purpose: 'sets up an SDK; nothing else imports it' },
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
