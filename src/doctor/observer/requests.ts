import { subscribe } from 'node:diagnostics_channel';
import { REQUESTS, isAwsRequest } from '../../diagnostics/awsRequests';
import { CLIENTS } from '../../middleware/clientsChannel';

/** Listens to the requests of the AWS SDK, in all contexts of the process. */
export class Requests {
  count = 0;
  /** Whether a client has the middleware of this package. */
  installed = false;

  constructor() {
    subscribe(CLIENTS, () => {
      this.installed = true;
    });
    subscribe(REQUESTS, (message) => {
      try {
        if (isAwsRequest(message)) this.count += 1;
      } catch {
        // What cannot be read is no request of the SDK.
      }
    });
  }
}
