import * as names from './attributes';
import { factsSemconv } from './facts';

export interface PipeFacts {
  readonly pipeName?: string | undefined;
}

export const pipesSemconv = factsSemconv<PipeFacts>({ pipeName: names.ATTR_AWS_PIPES_PIPE_NAME });
