import { ApiPropertyOptional } from '@nestjs/swagger';
import { ProfilePage } from '../browse/profile.view.js';

/** A page may hold fewer people than `limit`, even none, while `nextCursor` says that the list goes on. */
export class FoundPage extends ProfilePage {
  @ApiPropertyOptional({ type: 'integer', description: 'How many people fit; with `count` only' })
  count?: number;

  @ApiPropertyOptional({ type: Boolean, description: 'False: `count` is an estimate' })
  exact?: boolean;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'The moment for which all this is true',
  })
  asOf?: string;
}
