import { ApiProperty } from '@nestjs/swagger';

export class ActorAnswer {
  @ApiProperty({ enum: ['member', 'api_key', 'system'] })
  kind: 'member' | 'api_key' | 'system';

  @ApiProperty({ type: 'string', nullable: true })
  id: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  name: string | null;
}
