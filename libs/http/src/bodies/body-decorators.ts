import { SetMetadata } from '@nestjs/common';

export const RAW_BODY = 'rapport:raw-body';
export const OPTIONAL_BODY = 'rapport:optional-body';

/**
 * The route reads its own body, by `readBody(request, …)`: nothing is read, checked or parsed before the handler runs,
 * whatever the content type. Its query parameters are its own affair too.
 */
export const RawBody = () => SetMetadata(RAW_BODY, true);

/** A body may be missing, which counts as `{}`. */
export const OptionalBody = () => SetMetadata(OPTIONAL_BODY, true);
