import { ApiProperty } from '@nestjs/swagger';
import type { Problem } from '@rapport/contracts';
import { ProblemsView, VersionedObjectView } from '@rapport/versioned';
import { ArrayMaxSize, ArrayUnique, IsArray, IsString } from 'class-validator';

const mostSources = 500;

export class PlanSourcesBody {
  @ApiProperty({
    type: [String],
    maxItems: mostSources,
    description: 'All sources that follow the plan from now on. A source follows one plan at most.',
  })
  @IsArray()
  @ArrayMaxSize(mostSources)
  @ArrayUnique()
  @IsString({ each: true })
  sourceIds: string[];
}

export class PlanSourcesAnswer {
  @ApiProperty({ type: [String] }) sourceIds: string[];
}

export class TrackingPlanView extends VersionedObjectView {
  @ApiProperty({ type: [String], description: 'Sources that follow the plan.' }) sourceIds: string[];
}

export class PublishedPlanView extends TrackingPlanView {
  @ApiProperty({
    type: ProblemsView,
    description: 'Warnings: events, properties and traits no longer named.',
  })
  problems: Problem[];
}
