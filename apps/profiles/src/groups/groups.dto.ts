import { ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery, TextParameter } from '@rapport/http';

export class GroupsQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'Beginning of the group id or of the trait `name`' })
  @TextParameter(256)
  q?: string;
}
