import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '@rapport/http';
import { PublishBody, VersionedObjectView } from '@rapport/versioned';
import { IsIn } from 'class-validator';

export class PublishJourneyBody extends PublishBody {
  @ApiPropertyOptional({
    enum: ['ignore'],
    default: 'ignore',
    description: 'An event or a change starts a journey; what was true before starts nothing.',
  })
  @OptionalField()
  @IsIn(['ignore'])
  existingMembers?: 'ignore';
}

export class ResumeJourneyBody {
  @ApiPropertyOptional({
    enum: ['run', 'exit'],
    default: 'run',
    description: 'What becomes of runs whose wait ended meanwhile.',
  })
  @OptionalField()
  @IsIn(['run', 'exit'])
  late?: 'run' | 'exit';
}

export class ArchiveJourneyBody {
  @ApiPropertyOptional({
    enum: ['exit', 'finish'],
    default: 'exit',
    description: 'What becomes of people who are inside.',
  })
  @OptionalField()
  @IsIn(['exit', 'finish'])
  running?: 'exit' | 'finish';
}

export class RunCountsView {
  @ApiProperty({ type: 'integer' }) active: number;
  @ApiProperty({ type: 'integer' }) completed: number;
  @ApiProperty({ type: 'integer' }) exited: number;
}

export class JourneyView extends VersionedObjectView {
  @ApiProperty({ type: RunCountsView }) counts: RunCountsView;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'The first publish.' })
  startedAt: string | null;
}
