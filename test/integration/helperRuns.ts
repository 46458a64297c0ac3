import { fixture, runJson } from '../support/fixtures';

/** What a test looks at of a span that another process left. */
export interface HelperSpan {
  readonly name: string;
  readonly span: string;
  readonly trace: string;
  readonly parent?: string;
  readonly status: number;
  readonly events: number;
  readonly errorType?: string;
  readonly httpStatus?: number;
  readonly helper?: string;
  readonly run?: string;
}

/** What a step of a fixture gave, and the spans that it left. */
export type HelperSteps = Readonly<Record<string, { readonly value?: unknown; readonly spans: readonly HelperSpan[] }>>;

/**
 * Runs an application in a process of its own: clients take the SDK's waiters and paginators as they load, and those of
 * this process have loaded long ago.
 * @param name of the fixture
 */
export function runHelpers(name: string, endpoint: string): Promise<HelperSteps> {
  return runJson<HelperSteps>(fixture(name), {
    nodeOptions: ['--require', fixture('tracing.cjs')],
    // Nothing listens there.
    env: { ENDPOINT: endpoint, REFUSING: 'http://127.0.0.1:1' },
  });
}

/** The step of that name. */
export function step(steps: HelperSteps | undefined, name: string): HelperSteps[string] {
  const found = steps?.[name];
  if (found === undefined) throw new Error(`No step ${name}`);
  return found;
}
