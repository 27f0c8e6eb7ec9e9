import { HttpException } from '@nestjs/common';
import { classifyFailure, ProblemError } from '@rapport/kernel';

/** Codes of Fastify and Node that are the client's doing. */
const codeOfFramework: Record<string, ConstructorParameters<typeof ProblemError>[0]> = {
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_json',
};

/** Any thrown thing as the problem to answer; `internal` when it is a defect. */
export function problemErrorOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  const framework = typeof code === 'string' ? codeOfFramework[code] : undefined;
  if (framework) return new ProblemError(framework, { cause: thrown });
  if (thrown instanceof HttpException && thrown.getStatus() === 404) return new ProblemError('not_found');
  if (isStorageAway(thrown)) return new ProblemError('unavailable', { cause: thrown });
  return new ProblemError('internal', { cause: thrown });
}

/** The database or the bus cannot answer now: the client should come back, nobody made a mistake. */
function isStorageAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return thrown.name === 'BusUnavailableError' || classifyFailure(thrown) === 'transient';
}
