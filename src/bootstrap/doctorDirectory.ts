/** The doctor sets this variable for the processes that it starts. Its value is the directory for their reports. */
export const DOCTOR_DIRECTORY = 'OTEL_SQS_DOCTOR_DIRECTORY';
