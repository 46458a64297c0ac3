/** Why a port cannot be had, and what to do. */
export function portProblem(error: unknown, port: number, host: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return (
        `port ${port} is taken: another viewer, an OpenTelemetry Collector or Jaeger listens there, most likely. ` +
        `End it, or take another port: --port ${port + 1}, and for what exports ` +
        `OTEL_EXPORTER_OTLP_ENDPOINT=http://${host}:${port + 1}`
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
