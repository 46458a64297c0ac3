import { addressOf } from '../server/viewerServer';
import { MAX_PORT } from './options';

/** Why a port cannot be had, and what to do. */
export function portProblem(error: unknown, port: number, host: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const other = port < MAX_PORT ? port + 1 : port - 1;
  switch (code) {
    case 'EADDRINUSE':
      return (
        `port ${port} is taken: another viewer, an OpenTelemetry Collector or Jaeger listens there, most likely. ` +
        `End it, or take another port: --port ${other}, and for what exports ` +
        `OTEL_EXPORTER_OTLP_ENDPOINT=http://${addressOf(host)}:${other}`
      );
    case 'EACCES':
      return `port ${port} is not allowed to this user: --port 4318 is`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `--host ${host}: this machine has no such address`;
    default:
      return message;
  }
}
