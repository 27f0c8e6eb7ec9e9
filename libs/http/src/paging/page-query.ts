import { ApiPropertyOptional } from '@nestjs/swagger';
import { IntegerParameter, TextParameter } from '../validation/query-decorators.js';

export const defaultPageSize = 25;
export const largestPageSize = 100;

/** Query of every list (api.md 2.3); a route's own query class extends it with its filters. */
export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: largestPageSize, default: defaultPageSize })
  @IntegerParameter(1, largestPageSize)
  limit: number = defaultPageSize;

  @ApiPropertyOptional({ type: 'string', description: 'nextCursor of the page before' })
  @TextParameter()
  cursor?: string;
}
